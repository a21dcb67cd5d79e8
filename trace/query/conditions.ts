import type { Condition, Matcher, Test } from './query.ts';

/** A condition on nothing but columns. */
export function steady(bind: () => Test): Matcher {
  return { bind, hasChanged: () => false };
}

export const everything: Condition = () => steady(() => () => true);

export function all(conditions: readonly Condition[]): Condition {
  if (conditions.length === 0) return everything;
  return joined(conditions, (tests) => {
    const [a, b, c] = tests;
    if (tests.length === 2) return (place) => a!(place) && b!(place);
    if (tests.length === 3) return (place) => a!(place) && b!(place) && c!(place);
    return (place) => {
      for (const test of tests) if (!test(place)) return false;
      return true;
    };
  });
}

export function any(conditions: readonly Condition[]): Condition {
  return joined(conditions, (tests) => {
    const [a, b] = tests;
    if (tests.length === 2) return (place) => a!(place) || b!(place);
    return (place) => {
      for (const test of tests) if (test(place)) return true;
      return false;
    };
  });
}

export function not(condition: Condition): Condition {
  return (trace) => {
    const matcher = condition(trace);
    return {
      bind: () => {
        const test = matcher.bind();
        return (place) => !test(place);
      },
      hasChanged: () => matcher.hasChanged(),
    };
  };
}

function joined(conditions: readonly Condition[], join: (tests: readonly Test[]) => Test): Condition {
  const [only] = conditions;
  if (conditions.length === 1) return only!;
  return (trace) => {
    const matchers = conditions.map((condition) => condition(trace));
    return {
      bind: () => join(matchers.map((matcher) => matcher.bind())),
      // All are asked: each takes note of what has changed.
      hasChanged: () => matchers.map((matcher) => matcher.hasChanged()).some(Boolean),
    };
  };
}
