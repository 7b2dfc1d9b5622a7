// Buttons to pass an idea on; without this script its link stands in the page all the same.
(function () {
  var list = document.querySelector("[data-share]");
  if (!list) return;
  var link = list.dataset.share;
  var status = document.createElement("p");
  status.setAttribute("role", "status");
  status.className = "small";

  function say(what) {
    return function () {
      status.textContent = "";
      setTimeout(function () { status.textContent = list.dataset[what]; }, 150);
    };
  }

  function button(label, icon, act) {
    var item = document.createElement("li");
    var made = document.createElement("button");
    made.type = "button";
    made.className = "button button--quiet";
    var drawing = list.querySelector("svg").cloneNode(true);
    drawing.firstElementChild.setAttribute("href", "#i-" + icon);
    made.append(drawing, label);
    made.addEventListener("click", act);
    item.append(made);
    list.prepend(item);
  }

  if (navigator.clipboard) {
    list.after(status);
    button(list.dataset.copyLabel, "link", function () {
      navigator.clipboard.writeText(link).then(say("copied"), say("failed"));
    });
  }
  if (navigator.share) {
    button(list.dataset.shareLabel, "share", function () {
      // Somebody who closes the sheet again has decided; there is nothing to report.
      navigator.share({ title: document.title, url: link }).catch(function () {});
    });
  }
})();
