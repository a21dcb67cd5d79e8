import * as fc from 'fast-check';

export const actions = ['pause', 'resume', 'step', 'stop'] as const;

/** Objects with these fields: each may be absent, or anything that JSON can say; and with others. */
export function near(fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> {
  const anyOf = (field: fc.Arbitrary<unknown>) => fc.oneof({ weight: 4, arbitrary: field }, fc.jsonValue());
  const made = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, anyOf(field)]));
  const others = fc.option(fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }), { nil: {} });
  return fc.tuple(others, fc.record(made, { requiredKeys: [] })).map(([more, own]) => Object.assign({}, more, own));
}

/** Questions about such requests. */
export function question(request: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 4, arbitrary: near({ id: fc.nat(), request }) }, fc.jsonValue());
}
