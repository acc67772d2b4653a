"use strict";
// Searches the rows. Without it the page shows them all; the address may carry a search:
// #q=words&state=failed
(() => {
  const tools = document.getElementById("tools");
  if (!tools) return;
  const box = document.getElementById("q");
  const states = document.getElementById("states");
  const found = document.getElementById("found");
  const rows = [...document.querySelectorAll("table.rows tbody tr")];
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const text = (row) => folded([...row.cells].map((cell) => cell.textContent).join(" "));
  const texts = rows.map(text);
  const number = new Intl.NumberFormat("en");

  function choice(value, name, count) {
    const label = document.createElement("label");
    const radio = document.createElement("input");
    const shown = document.createElement("span");
    radio.type = "radio";
    radio.name = "state";
    radio.value = value;
    radio.checked = value === "";
    shown.textContent = `${name} ${number.format(count)}`;
    label.append(radio, shown);
    return label;
  }

  function addChoices() {
    const counts = new Map();
    for (const { dataset } of rows) counts.set(dataset.state, (counts.get(dataset.state) || 0) + 1);
    states.append(choice("", "all", rows.length));
    for (const [state, count] of counts) states.append(choice(state, state, count));
  }

  function filter() {
    const words = folded(box.value).split(/\s+/).filter(Boolean);
    const state = new FormData(tools).get("state") || "";
    let count = 0;
    rows.forEach((row, index) => {
      const fits = !state || row.dataset.state === state;
      row.hidden = !(fits && words.every((word) => texts[index].includes(word)));
      count += !row.hidden;
    });
    const all = `${number.format(rows.length)} ${rows.length === 1 ? "row" : "rows"}`;
    found.textContent = count ? `${number.format(count)} of ${all}` : `None of ${all} fits`;
  }

  function set(query, state) {
    box.value = query;
    const radios = [...tools.querySelectorAll("[name=state]")];
    (radios.find((radio) => radio.value === state) || radios[0]).checked = true;
    filter();
  }

  function followAddress() {
    const hash = location.hash.slice(1);
    const asked = new URLSearchParams(hash);
    if (asked.has("q") || asked.has("state")) {
      set(asked.get("q") || "", asked.get("state") || "");
      document.getElementById("rows").scrollIntoView();
    }
    const row = rows.find((each) => each.id === hash);
    if (row && row.hidden) set("", "");
    if (row) row.scrollIntoView({ block: "center" });
  }

  tools.addEventListener("submit", (event) => event.preventDefault());
  tools.addEventListener("input", filter);
  addEventListener("hashchange", followAddress);
  addChoices();
  tools.hidden = false;
  filter();
  followAddress();
})();
