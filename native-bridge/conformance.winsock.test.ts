import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { comparedFacts, expectedFacts, refusals, rules } from '../lessons/index.ts';
import { everythingIsAccountedFor, runProgram } from './testing/run-program.ts';

/**
 * Does this Winsock keep the rules that Overlook is built on? Each rule is a program that finds facts; here they are
 * compared with what is known of this system, Wine or Windows.
 *
 * Every row from 1 to 42 has a rule (docs/conformance.md says what they are). Of some rows a part is left out, on purpose:
 * - 13: fWait with a completion routine; the page calls it unpredictable. 14: Node's event loop; an actor never enters it.
 * - 18: what becomes of the key without a packet; the bridge hands over memory that is zero.
 * - 35: what Winsock does with a WSAOVERLAPPED that is issued twice; the bridge refuses it (the second suite).
 */
describe('a rule of Winsock', { timeout: 300_000 }, () => {
  for (const rule of rules) {
    it(`${rule.name}: ${rule.says}`, async () => {
      const { trace, end } = await runProgram(rule.name);
      assert.equal(end.reason, 'completed', end.text);
      const found = Object.fromEntries(trace.facts.map(({ name, value }) => [name, value]));
      assert.equal(trace.facts.length, Object.keys(found).length, 'a fact was found twice');
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
