import { describe, expect, it } from 'vitest';
import { programs } from '../programs.ts';
import { refusals } from './refusals.ts';
import { comparedFacts, expectedFacts, type Rule } from './rule.ts';
import { rules } from './rules.ts';

const named = [...rules, ...refusals];

describe('rules', () => {
  it('have names that nothing else has', () => {
    const names = [...programs.keys(), ...named.map(({ name }) => name)];
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(named.filter(({ name }) => !/^[a-z]+(-[a-z0-9]+)+$/.test(name))).toEqual([]);
  });

  it('are there for every row of the table, from 1 to 42', () => {
    const rows = new Set(named.map(({ name }) => Number(/^rule-(\d+)-/.exec(name)?.[1])));
    expect(Array.from({ length: 42 }, (_, index) => index + 1).filter((row) => !rows.has(row))).toEqual([]);
  });

  it('say of Windows only what they find, and why it differs', () => {
    for (const { name, wine, windows = {}, wineOnly = [], differs } of rules) {
      const others = [...Object.keys(windows), ...wineOnly];
      expect(
        others.filter((fact) => !(fact in wine)),
        name,
      ).toEqual([]);
      expect(
        wineOnly.filter((fact) => fact in windows),
        name,
      ).toEqual([]);
      expect(others.length === 0 || differs !== undefined, `${name} says why Windows differs`).toBe(true);
    }
  });
});

describe('the facts of a rule', () => {
  const rule: Rule = {
    name: 'rule-0-example',
    says: 'An example.',
    actors: {},
    wine: { same: 1, other: 2, unknown: 3 },
    windows: { other: 20 },
    wineOnly: ['unknown'],
  };

  it('are all compared under Wine', () => {
    expect(expectedFacts(rule, true)).toEqual({ same: 1, other: 2, unknown: 3 });
    expect(comparedFacts(rule, { same: 1, unknown: 4 }, true)).toEqual({ same: 1, unknown: 4 });
  });

  it('are those of Windows there, without what is known of Wine only', () => {
    expect(expectedFacts(rule, false)).toEqual({ same: 1, other: 20 });
    expect(comparedFacts(rule, { same: 1, other: 20, unknown: 4 }, false)).toEqual({ same: 1, other: 20 });
  });
});
