"use strict";
// The form of answers: buttons fill in the field of a question; all fields are saved as answers.yaml.
(() => {
  const block = document.getElementById("answers-data");
  const save = document.getElementById("save-answers");
  if (!block || !save) return;
  const data = JSON.parse(block.textContent);
  const groups = [...document.querySelectorAll("[data-question]")];
  const by = document.getElementById("answered-by");
  const count = document.getElementById("answers-count");
  const field = (group) => group.querySelector(".given");

  function show(group) {
    const value = field(group).value.trim();
    for (const button of group.querySelectorAll(".pick")) {
      button.setAttribute("aria-pressed", String(button.dataset.answer === value));
    }
    const done = groups.filter((one) => field(one).value.trim()).length;
    count.textContent = done ? translate("{done} of {all} answered", { done, all: groups.length }) : "";
  }

  for (const group of groups) {
    field(group).addEventListener("input", () => show(group));
    for (const button of group.querySelectorAll(".pick")) {
      button.addEventListener("click", () => {
        const text = button.dataset.answer;
        field(group).value = field(group).value.trim() === text ? "" : text;
        show(group);
      });
    }
  }

  // JSON strings are valid YAML strings in double quotes.
  const text = (value) => (value ? JSON.stringify(value) : "");
  const list = (values) => `[${(values || []).map((value) => JSON.stringify(value)).join(", ")}]`;
  const line = (key, value) => `${key}:${value ? ` ${value}` : ""}`;

  function entry(one, answer, name, day) {
    return `  - ${[
      line("id", text(one.id)), line("question", text(one.question)),
      line("candidates", list(one.candidates)), line("evidence", list(one.evidence)),
      line("effect", text(one.effect)), line("answer", text(answer)),
      line("answered_by", text(name)), line("answered_on", text(day)),
    ].join("\n    ")}`;
  }

  function yaml() {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    const today = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
    const answers = new Map(groups.map((group) => [group.dataset.question, field(group).value.trim()]));
    const given = new Map(data.given.map((one) => [one.id, one]));
    const entries = data.asked.map((one) => {
      const answer = answers.get(one.id) || "";
      const before = given.get(one.id);
      given.delete(one.id);
      if (!answer && before) return entry(one, before.answer, before.answered_by, before.answered_on);
      return entry(one, answer, answer && by.value.trim(), answer && today);
    });
    for (const one of given.values()) {
      entries.push(entry(one, one.answer, one.answered_by, one.answered_on));
    }
    return `answers:\n${entries.join("\n")}\n`;
  }

  save.addEventListener("click", () => {
    const url = URL.createObjectURL(new Blob([yaml()], { type: "application/yaml" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = "answers.yaml";
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 0);
  });
})();
