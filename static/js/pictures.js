// Pictures are sent as soon as they are chosen, with progress; buttons change the list without a
// reload. The server answers with the page it shows everybody, of which the form is taken.
(function () {
  "use strict";
  var busy = false;

  function area() { return document.getElementById("bilder"); }

  function tell(text, share) {
    var status = area().querySelector("[data-status]");
    var bar = status.querySelector("progress");
    if (!bar) {
      bar = document.createElement("progress");
      bar.className = "picture-progress";
      bar.max = 1;
      bar.setAttribute("aria-label", text);
      status.textContent = "";
      status.append(document.createElement("p"), bar);
    }
    if (bar.previousSibling.textContent !== text) bar.previousSibling.textContent = text;
    if (share < 1) bar.value = share; else bar.removeAttribute("value");
  }

  function line(text) {
    var found = document.createElement("p");
    found.className = "field__error";
    found.tabIndex = -1;
    found.textContent = text;
    return found;
  }

  function complain(texts, address) {
    var errors = area().querySelector("[data-errors]");
    area().querySelector("[data-status]").textContent = "";
    errors.textContent = "";
    texts.forEach(function (text) { errors.append(line(text)); });
    if (address) {
      var onward = document.createElement("a");
      onward.href = address;
      onward.textContent = area().dataset.onward;
      errors.lastChild.append(" ", onward);
    }
    errors.firstChild.focus();
  }

  // Live regions speak of what changes in them, not of what comes with them.
  function speakAgain(region) {
    var parts = Array.prototype.slice.call(region.childNodes);
    region.textContent = "";
    setTimeout(function () { if (!busy) region.append.apply(region, parts); }, 100);
  }

  // Errors are read because they have the focus, so they are not spoken as well.
  function show(page, found, focus, refused) {
    area().replaceWith(found);
    start();
    document.title = page.title;
    var errors = found.querySelector("[data-errors]");
    refused.forEach(function (text) { errors.append(line(text)); });
    speakAgain(found.querySelector("[data-status]"));
    (errors.firstElementChild || focus(found) || found).focus();
  }

  function firstWithoutWords(found) {
    return Array.prototype.filter.call(found.querySelectorAll("textarea"), function (field) { return !field.value.trim(); })[0];
  }

  // Why the server does not take it: from its error page, or from the page it has led to.
  function reason(page) {
    var parts = page.querySelectorAll("main [data-why], main .messages[role=status] .notice__body > :last-child");
    return Array.prototype.map.call(parts, function (part) { return part.textContent.trim(); }).join(" ");
  }

  function answered(request, focus, refused) {
    var page = new DOMParser().parseFromString(request.responseText, "text/html");
    var found = page.getElementById("bilder");
    var words = area().dataset;
    var why = reason(page);
    if (found) show(page, found, focus, refused);
    else if (request.status === 200 && why) complain([why], request.responseURL);
    else if (request.status === 200) location.assign(request.responseURL);
    else complain([why || (request.status ? words["status-" + request.status] || words.failed : words.offline)]);
  }

  function send(button, focus) {
    if (busy) return;
    var form = area().querySelector("form");
    var input = form.querySelector("input[type=file]");
    var files = input ? Array.prototype.slice.call(input.files) : [];
    var small = files.filter(function (file) { return file.size <= Number(input.dataset.most); });
    var refused = files.filter(function (file) { return small.indexOf(file) < 0; })
      .map(function (file) { return file.name.slice(0, 60) + ": " + area().dataset.large; });
    var isUpload = button.name === "add";
    if (isUpload && refused.length && !small.length) {
      input.value = "";
      complain(refused);
      return;
    }
    busy = true;
    var body = new FormData(form);
    body.delete("pictures");
    small.forEach(function (file) { body.append("pictures", file, file.name); });
    body.append(button.name, button.value);
    var request = new XMLHttpRequest();
    request.open("POST", form.action);
    if (isUpload) {
      tell(area().dataset.sending, 0);
      request.upload.addEventListener("progress", function (event) {
        var share = event.lengthComputable ? event.loaded / event.total : 1;
        tell(share < 1 ? area().dataset.sending : area().dataset.reading, share);
      });
    }
    request.addEventListener("loadend", function () {
      busy = false;
      answered(request, focus, refused);
    });
    request.send(body);
  }

  function start() {
    var input = area().querySelector("input[type=file]");
    if (input) {
      // The same file once more is a change only when nothing is chosen.
      input.addEventListener("click", function () { input.value = ""; });
      input.addEventListener("change", function () {
        if (input.files.length) send({ name: "add", value: "1" }, firstWithoutWords);
      });
    }
    area().querySelectorAll("button[name=up], button[name=remove], button[name=add]").forEach(function (button) {
      button.addEventListener("click", function (event) {
        event.preventDefault();
        send(button, button.name === "add" ? firstWithoutWords : function (found) {
          return button.name === "up" && found.querySelector("button[name=up][value='" + button.value + "']");
        });
      });
    });
  }

  start();
})();
