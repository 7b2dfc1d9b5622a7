// Scripts must run in the oldest browsers we promise; the list is "browserslist" in package.json.
import compat from "eslint-plugin-compat";

export default [
  {
    ...compat.configs["flat/recommended"],
    files: ["static/js/**/*.js"],
    languageOptions: { ecmaVersion: 2020, sourceType: "script" },
  },
];
