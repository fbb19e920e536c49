"use strict";
// Compute what-ifs as the estimator does, in person-hours: a calibration scales all figures; an
// answer removes its share of an item's variance and keeps the mean. These functions do not change
// the page.
const WhatIf = (() => {
  const Z80 = 0.8416212335729143;
  const Z90 = 1.2815515655446004;

  // The variance of the sum: of each item, plus the covariance of pairs (same team, shared systems).
  function variance(model, answered) {
    let own = 0, squares = 0, team = 0;
    const systems = new Map();
    for (const item of model.items) {
      const left = remaining(item, answered) * item.sigma ** 2;
      const weight = item.mean * Math.sqrt(left);
      own += item.mean ** 2 * Math.expm1(left);
      squares += weight ** 2;
      team += weight;
      for (const system of item.systems) {
        systems.set(system, (systems.get(system) || 0) + weight);
      }
    }
    let pairs = -2 * squares;
    for (const total of systems.values()) pairs += total ** 2;
    return own + model.correlation * (team ** 2 - squares) + model.shared * pairs;
  }

  function remaining(item, answered) {
    let share = 1;
    for (const [question, part] of Object.entries(item.missing)) {
      if (answered.has(question)) share -= part;
    }
    return Math.max(share, 0);
  }

  // The share of the total's variance that these answers remove, 0 to 1.
  function removed(model, answered) {
    const before = variance(model, new Set());
    return before > 0 ? 1 - variance(model, answered) / before : 0;
  }

  // A lognormal with the sum's mean and variance; only ratios of its percentiles are used.
  function percentiles(model, answered) {
    const mean = model.items.reduce((sum, item) => sum + item.mean, 0);
    const spread = Math.log1p(mean > 0 ? variance(model, answered) / mean ** 2 : 0);
    const sigma = Math.sqrt(spread);
    const p50 = mean * Math.exp(-spread / 2);
    return { mean, p50, p80: p50 * Math.exp(Z80 * sigma), p90: p50 * Math.exp(Z90 * sigma) };
  }

  // Adjust the survey's figures to the assumptions; without any they stay as they are.
  function calculate(model, { scale = 1, answered = new Set() } = {}) {
    const before = percentiles(model, new Set());
    const after = percentiles(model, answered);
    const moved = (effort) => {
      const made = {};
      for (const name of ["mean", "p50", "p80", "p90"]) {
        const ratio = answered.size && before[name] > 0 ? after[name] / before[name] : 1;
        made[name] = effort[name] * ratio * scale;
      }
      return made;
    };
    return { production: moved(model.production), management: moved(model.management) };
  }

  return { calculate, removed };
})();
