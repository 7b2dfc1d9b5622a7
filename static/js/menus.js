// A menu that was left closes: it would cover what has the focus now (WCAG 2.4.11). Escape closes it too.
(function () {
  var OPEN = "details[data-menu][open]";

  document.addEventListener("focusin", function (event) {
    document.querySelectorAll(OPEN).forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  document.addEventListener("keydown", function (event) {
    var menu = event.key === "Escape" && event.target.closest(OPEN);
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
})();
