import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { comparedFacts, expectedFacts, refusals, rules } from '../lessons/index.ts';
import { everythingIsAccountedFor, runProgram } from './testing/run-program.ts';

/**
 * Does this Winsock keep the rules that Overlook is built on? Each rule is a program that finds facts; here they are
 * compared with what is known of this system, Wine or Windows.
 */
describe('a rule of Winsock', { timeout: 300_000 }, () => {
  for (const rule of rules) {
    it(`${rule.name}: ${rule.says}`, async () => {
      const { trace, end } = await runProgram(rule.name);
      assert.equal(end.reason, 'completed', end.text);
      const found = Object.fromEntries(trace.facts.map(({ name, value }) => [name, value]));
      const isWine = trace.info.system.wine;
      assert.deepEqual(comparedFacts(rule, found, isWine), expectedFacts(rule, isWine), rule.differs);
      everythingIsAccountedFor(trace);
    });
  }
});

describe('what the bridge refuses, for Winsock does not', { timeout: 60_000 }, () => {
  for (const { name, says, refusedWith } of refusals) {
    it(`${name}: ${says}`, async () => {
      const { trace, end } = await runProgram(name);
      assert.deepEqual(end, { kind: 'ended', reason: 'failed', text: refusedWith });
      assert.deepEqual(trace.facts, []);
      everythingIsAccountedFor(trace);
    });
  }
});
