import { callResults } from './call-results.ts';
import { asPrograms, type Rule } from './rule.ts';

/** Every rule that a test asserts, by subject. */
export const rules: readonly Rule[] = [...callResults];

/** The rules as programs: `overlook record rule-1-return-values` runs one. */
export const rulePrograms = asPrograms(rules);
