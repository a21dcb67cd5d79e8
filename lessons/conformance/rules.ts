import { callResults } from './call-results.ts';
import { dequeuing } from './dequeuing.ts';
import { events } from './events.ts';
import { ports } from './ports.ts';
import { refusals } from './refusals.ts';
import { routines } from './routines.ts';
import { asPrograms, type Rule } from './rule.ts';
import { sockets } from './sockets.ts';

/** Every rule that a test asserts, by subject. */
export const rules: readonly Rule[] = [...callResults, ...events, ...routines, ...ports, ...dequeuing, ...sockets];

/** The rules as programs: `overlook record rule-1-return-values` runs one. */
export const rulePrograms = asPrograms([...rules, ...refusals]);
