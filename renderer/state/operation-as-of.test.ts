import { expect, it } from 'vitest';
import { drawnTrace } from '../../trace/testing/drawn-trace.ts';
import { operationAsOf, waitsOf } from './operation-as-of.ts';

const [operation] = drawnTrace('WSARecv IP..R.S..N.F.X').operations;

it('an operation at a moment knows nothing of what came later', () => {
  const at = (us: number) => {
    const { outcome, end, status, error, noticedAt, fetchedAt } = operationAsOf(operation!, us * 1000);
    return { outcome, end, status, error, noticedAt, fetchedAt };
  };
  const nothing = {
    outcome: undefined,
    end: undefined,
    status: undefined,
    error: undefined,
    noticedAt: undefined,
    fetchedAt: undefined,
  };
  expect(at(1)).toEqual(nothing);
  expect(at(4)).toEqual({ ...nothing, outcome: 'pending' });
  expect(at(6)).toEqual({ ...nothing, outcome: 'pending', end: 'failed', status: 0xc000020d, error: 10054 });
  expect(at(10)).toMatchObject({ noticedAt: 10_000, fetchedAt: undefined });
  expect(operationAsOf(operation!, undefined)).toBe(operation);
});

it('its waits go on at the moment, or are over', () => {
  const at = (us: number) => waitsOf(operationAsOf(operation!, us * 1000), us * 1000);
  expect(at(1)).toEqual({});
  expect(at(4)).toEqual({ inFlight: { ns: 2000, goesOn: true } });
  expect(at(8)).toEqual({ inFlight: { ns: 3000, goesOn: false }, unnoticed: { ns: 3000, goesOn: true } });
  expect(at(13)).toMatchObject({ unnoticed: { ns: 5000, goesOn: false }, unfetched: { ns: 2000, goesOn: false } });
});
