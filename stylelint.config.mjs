// Styles must work in the oldest browsers we promise; the list is "browserslist" in package.json.
const harmlessWhereUnknown = [
  "text-size-adjust",
  "extended-system-fonts", // the next font of the list is taken
  "css-focus-visible", // every focus is shown then, see base.css
  "css-scroll-behavior",
  "css-resize",
  "css-file-selector-button", // the browser's own button
  "css-paged-media", // browsers choose the margins of the paper themselves
];

const rules = (ignore) => ({
  "plugin/no-unsupported-browser-features": [true, { ignorePartialSupport: true, ignore }],
});

export default {
  plugins: ["stylelint-no-unsupported-browser-features"],
  rules: rules(harmlessWhereUnknown),
  overrides: [
    // It has margins for browsers without gaps.
    // The menu stays folded there without a script, as in Django.
    { files: ["**/admin.css"], rules: rules([...harmlessWhereUnknown, "css-media-scripting"]) },
    // Printed by developers; browsers without it leave backgrounds out.
    { files: ["**/guide.css"], rules: rules([...harmlessWhereUnknown, "css-color-adjust"]) },
    // A removed word is a black bar on paper too; Safari 14 knows it by its prefix, which stands beside it.
    { files: ["**/components.css"], rules: rules([...harmlessWhereUnknown, "css-color-adjust"]) },
    { files: ["**/desk.css"], rules: rules([...harmlessWhereUnknown, "flexbox-gap", "css-color-adjust"]) },
    // There the button that sorts stays to be seen with a script as well.
    { files: ["**/list.css"], rules: rules([...harmlessWhereUnknown, "css-media-scripting"]) },
  ],
};
