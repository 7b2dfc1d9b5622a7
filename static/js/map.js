// The map of ideas: outlines as its ground, clusters from the server, the newest ideas of the part shown beside it.
(function () {
  "use strict";
  var view = document.getElementById("kartenansicht");
  if (!view || !window.L || !window.fetch) return;
  var words = view.dataset;
  var REGION = [[50.81, 13.04], [52.43, 15.05]];
  var DELAY = 120;
  var still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  var dots = L.layerGroup();
  var shown = {};
  // After a change of the filter: where nothing of what it finds is shown, the map goes there.
  var seeking = false;
  var asking, waiting, openedFrom;

  view.hidden = false;
  var map = L.map("karte", {
    attributionControl: false, zoomControl: false,
    // A wheel and one finger scroll the page, so that nobody is caught; two fingers move the map.
    scrollWheelZoom: false, dragging: !matchMedia("(pointer: coarse)").matches,
    // Pictures are sharp at whole steps only.
    zoomSnap: words.tiles ? 1 : 0.25, minZoom: 6, maxZoom: Number(words.mostZoom),
    // Wide enough for a popup over a place at the edge.
    maxBounds: L.latLngBounds(REGION).pad(1),
    fadeAnimation: !still, zoomAnimation: !still, inertia: !still
  });
  var container = map.getContainer();
  L.control.zoom({
    zoomInTitle: words.zoomIn, zoomInText: sign("M12 5v14M5 12h14"),
    zoomOutTitle: words.zoomOut, zoomOutText: sign("M5 12h14")
  }).addTo(map);
  dots.addTo(map);
  if (words.tiles) L.tileLayer(words.tiles, { maxZoom: Number(words.mostZoom) }).addTo(map);

  // Drawn like the portal's icons: a letter would be read out.
  function sign(path) {
    return '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="' + path + '"/></svg>';
  }

  function answered(response) {
    if (!response.ok) throw response;
    return response.json();
  }

  function drawAreas(answer) {
    answer.areas.forEach(function (area) {
      var rings = area.rings.map(function (ring) {
        var points = [];
        for (var at = 0, lon = 0, lat = 0; at < ring.length; at += 2) {
          lon += ring[at];
          lat += ring[at + 1];
          points.push([lat / 1000, lon / 1000]);
        }
        return points;
      });
      var kind = (area.part ? " map-area--part" : "") + (words.tiles ? " map-area--line" : "");
      L.polygon(rings, { className: "map-area" + kind, interactive: false, keyboard: false }).addTo(map);
    });
  }

  function element(name, text, className) {
    var made = document.createElement(name);
    // Text, whatever stands in it: people wrote it.
    made.textContent = text || "";
    if (className) made.className = className;
    return made;
  }

  function link(url, text, language) {
    var made = element("a", text);
    made.href = url;
    if (language) made.lang = language;
    return made;
  }

  function popupOf(cluster) {
    var box = element("div", "", "map-popup");
    if (cluster.url) box.append(element("p", cluster.label));
    cluster.ideas.forEach(function (idea) {
      box.append(link(idea.url, idea.title, idea.language));
      if (idea.stage) box.append(element("p", idea.stage + " · " + idea.supports));
    });
    if (cluster.url) box.append(link(cluster.url, cluster.link));
    return box;
  }

  // Of a popup: within the map, and beside the buttons that zoom or, where that is too narrow, below them.
  function sizes() {
    var width = container.clientWidth;
    return {
      minWidth: 160, maxWidth: Math.min(270, width - 80), maxHeight: container.clientHeight / 2 - 40,
      autoPanPaddingTopLeft: width < 440 ? [5, 105] : [65, 5]
    };
  }

  function keyOf(cluster) {
    return [cluster.lon, cluster.lat, cluster.n].join();
  }

  function act(cluster) {
    var place = [cluster.lat, cluster.lon];
    if (cluster.ideas) {
      var popup = L.popup(sizes()).setLatLng(place).setContent(popupOf(cluster)).openOn(map);
      openedFrom = keyOf(cluster);
      var close = popup.getElement().querySelector(".leaflet-popup-close-button");
      close.setAttribute("aria-label", words.close);
      close.innerHTML = sign("M6 6l12 12M18 6 6 18");
      popup.getElement().querySelector(".map-popup a").focus({ preventScroll: true });
    } else if (map.getZoom() < map.getMaxZoom()) {
      map.setView(place, Math.min(map.getZoom() + 2, map.getMaxZoom()));
      container.focus({ preventScroll: true });
    } else {
      document.getElementById("im-ausschnitt").focus();
    }
  }

  function dot(cluster) {
    var size = cluster.n < 2 ? "one" : cluster.n < 100 ? "few" : "many";
    var icon = L.divIcon({ html: element("span", cluster.number), className: "map-dot map-dot--" + size, iconSize: null });
    var marker = L.marker([cluster.lat, cluster.lon], { icon: icon });
    marker.on("click", function () { act(cluster); });
    dots.addLayer(marker);
    var button = marker.getElement();
    button.setAttribute("aria-label", cluster.label);
    button.title = cluster.label;
    button.addEventListener("keydown", function (event) {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      act(cluster);
    });
    shown[keyOf(cluster)] = button;
  }

  function draw(answer) {
    var edges = seeking && answer.elsewhere;
    seeking = false;
    if (edges) return map.fitBounds(edges, { maxZoom: 10, padding: [40, 40] });
    var focused = Object.keys(shown).find(function (key) { return shown[key] === document.activeElement; });
    dots.clearLayers();
    shown = {};
    answer.clusters.forEach(dot);
    if (focused) (shown[focused] || container).focus({ preventScroll: true });
    document.getElementById("gesagt").textContent = answer.said;
    document.getElementById("neueste").innerHTML = answer.list;
    view.removeAttribute("aria-busy");
  }

  function explain(error) {
    if (error.name === "AbortError") return;
    var notice = document.getElementById("not-filtered").content.firstElementChild.cloneNode(true);
    notice.querySelector("a").href = location.href;
    document.getElementById("neueste").textContent = "";
    document.getElementById("gesagt").textContent = "";
    document.getElementById("gesagt").append(notice);
    view.removeAttribute("aria-busy");
  }

  function ask() {
    var address = new URL(document.getElementById("ergebnis").dataset.points, location.href);
    var bounds = map.getBounds();
    var edges = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    address.searchParams.set("ausschnitt", edges.map(function (edge) { return edge.toFixed(2); }).join());
    address.searchParams.set("stufe", Math.floor(map.getZoom()));
    if (asking) asking.abort();
    asking = new AbortController();
    view.setAttribute("aria-busy", "true");
    fetch(address, { signal: asking.signal })
      .then(answered).then(draw).catch(explain);
  }

  // The part shown stands in the address, so that "back" from an idea leads to it, and with its step of the history:
  // a step that is left for a filter may have a link within the page (#filter) in its address.
  function remember(leaving) {
    var center = map.getCenter();
    var part = "#" + [map.getZoom(), center.lat.toFixed(3), center.lng.toFixed(3)].join("/");
    history.replaceState(Object.assign({}, history.state, { part: part }), "", leaving ? location.href : part);
  }

  // Whether this step of the history, or an address that was typed, names a part of the map.
  function goToAddress() {
    var named = history.state && history.state.part || location.hash;
    var part = /^#(\d+(?:\.\d+)?)\/(-?\d+\.\d+)\/(-?\d+\.\d+)$/.exec(named);
    if (part) map.setView([Number(part[2]), Number(part[3])], Number(part[1]), { reset: true });
    return Boolean(part);
  }

  map.on("moveend", function () {
    clearTimeout(waiting);
    waiting = setTimeout(function () { remember(); ask(); }, DELAY);
  });
  map.on("popupclose", function (event) {
    var popup = event.popup.getElement();
    var button = shown[openedFrom];
    if (button && popup.contains(document.activeElement)) button.focus({ preventScroll: true });
  });
  container.addEventListener("keydown", function (event) {
    if (event.key === "Escape") map.closePopup();
  });
  document.addEventListener("htmx:before:history:update", remember);
  document.addEventListener("htmx:before:history:restore", function () { clearTimeout(waiting); });
  document.addEventListener("htmx:after:swap", function (event) {
    if (!event.detail.ctx.sourceElement.matches("#filter, body, [hx-history-elt]")) return;
    map.closePopup();
    // On the way back the address says where to; a new one gets the part that is shown.
    seeking = !goToAddress();
    if (!seeking) return;
    remember();
    ask();
  });
  // To drop a filter is to change it: the map stays.
  document.addEventListener("click", function (event) {
    var dropped = event.target.closest('#ergebnis a[href$="#ergebnis"]');
    if (!dropped || !window.htmx || dropped.pathname !== location.pathname) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    var whole = { source: dropped, target: "[hx-history-elt]", select: "[hx-history-elt]", swap: "outerSync", push: "true" };
    htmx.ajax("GET", dropped.pathname + dropped.search, whole).then(function () {
      // What has failed the browser itself knows how to load.
      if (dropped.isConnected) location.assign(dropped.href);
      else document.getElementById("ergebnis").focus();
    });
  });
  addEventListener("hashchange", goToAddress);

  fetch(words.outlines).then(answered).then(drawAreas).catch(function () { /* a map without outlines is one all the same */ });
  if (!goToAddress()) map.fitBounds(REGION);
})();
