// Scripts must run in the oldest browsers we promise; the list is "browserslist" in package.json.
import compat from "eslint-plugin-compat";

export default [
  // htmx needs newer browsers; where it cannot be read no script runs, and the portal is as without JavaScript.
  { ignores: ["static/js/portal.js"] },
  {
    ...compat.configs["flat/recommended"],
    files: ["static/js/**/*.js"],
    languageOptions: { ecmaVersion: 2020, sourceType: "script" },
  },
];
