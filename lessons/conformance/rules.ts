import { acceptExRules } from './accept-ex.ts';
import { callResults } from './call-results.ts';
import { cancelling } from './cancelling.ts';
import { closing } from './closing.ts';
import { connectExRules } from './connect-ex.ts';
import { dequeuing } from './dequeuing.ts';
import { events } from './events.ts';
import { failedResults } from './failed-results.ts';
import { order } from './order.ts';
import { pendingSends } from './pending-sends.ts';
import { portBatches } from './port-batches.ts';
import { portThreads } from './port-threads.ts';
import { ports } from './ports.ts';
import { refusals } from './refusals.ts';
import { routines } from './routines.ts';
import { asPrograms, type Rule } from './rule.ts';
import { sockets } from './sockets.ts';
import { statuses } from './statuses.ts';
import { tcpEnds } from './tcp-ends.ts';
import { tcpTransfers } from './tcp-transfers.ts';
import { transmitFile } from './transmit-file.ts';
import { udp } from './udp.ts';

/** Every rule that a test asserts, by subject. */
export const rules: readonly Rule[] = [
  ...callResults,
  ...events,
  ...routines,
  ...ports,
  ...dequeuing,
  ...sockets,
  ...failedResults,
  ...cancelling,
  ...closing,
  ...order,
  ...portThreads,
  ...portBatches,
  ...tcpEnds,
  ...tcpTransfers,
  ...acceptExRules,
  ...connectExRules,
  ...transmitFile,
  ...udp,
  ...pendingSends,
  ...statuses,
];

/** The rules as programs: `overlook record rule-1-return-values` runs one. */
export const rulePrograms = asPrograms([...rules, ...refusals]);
