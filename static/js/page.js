// What htmx leaves to the page: say what has changed, explain what failed, and never act twice.

// The second half of a double click must not press what the first has put there.
document.addEventListener("click", function (event) {
  if (event.detail < 2 || !event.target.closest("button[hx-post]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

// For controls that do something with htmx alone, or only without it.
document.addEventListener("htmx:after:process", function (event) {
  event.target.querySelectorAll("[data-if-scripted], [data-unless-scripted]").forEach(function (element) {
    element.hidden = "unlessScripted" in element.dataset;
  });
});

document.addEventListener("htmx:config:request", function (event) {
  var source = event.detail.ctx.sourceElement;
  var request = event.detail.ctx.request;
  if (request.method === "GET" && request.body) {
    // What is empty would only make the address longer.
    Array.from(request.body).forEach(function (pair) {
      if (!pair[1]) request.body.delete(pair[0]);
    });
  }
  if (source.dataset.wordsOf && !source.childElementCount) {
    var words = document.getElementById(source.dataset.wordsOf).value.trim().split(/\s+/);
    if (words.length < 3) event.preventDefault();
  }
});

document.addEventListener("htmx:before:response", function (event) {
  var ctx = event.detail.ctx;
  var answer = ctx.response.raw;
  if (answer.ok && !answer.redirected) return;
  event.preventDefault();
  if (answer.redirected && ctx.request.method === "GET") location.assign(answer.url);
  else explain(ctx);
});

document.addEventListener("htmx:error", function (event) {
  if (event.detail.ctx) explain(event.detail.ctx);
});

document.addEventListener("htmx:after:swap", function (event) {
  var news = document.querySelector("[data-announce]");
  // Another search may find as many as the one before: that is news all the same.
  if (event.detail.ctx.sourceElement.matches("form")) announce("");
  setTimeout(function () { announce(news ? news.textContent : ""); }, 150);
});

function explain(ctx) {
  // Without a source it was the way back in the history: the browser itself knows how to load a page.
  if (ctx.sourceElement === document.body) return location.reload();
  var sentence = document.getElementById(ctx.sourceElement.dataset.notDone);
  if (!sentence) return;
  var said = ctx.target.querySelector("[role=alert]");
  if (said) said.remove();
  said = sentence.content.firstElementChild.cloneNode(true);
  said.querySelector("a").href = ctx.request.action;
  ctx.target.prepend(said);
}

var summary = document.getElementById("error-summary");
if (summary) summary.focus();
