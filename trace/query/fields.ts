import { ends, indicationNames, outcomes } from '../store/tables.ts';
import { callNs, columnOf, inFlightNs, totalNs, unfetchedNs, unnoticedNs } from '../waits.ts';
import { apiField } from './fields/api-field.ts';
import { choiceField } from './fields/choice-field.ts';
import { codeField, errorCodes, statusCodes } from './fields/code-field.ts';
import { measureField } from './fields/measure-field.ts';
import { portField } from './fields/port-field.ts';
import { eventField, slotField, socketField, threadField } from './fields/thing-field.ts';
import type { Field } from './query.ts';

export const opField = measureField('op', 'count', '#17', 'Its number.', columnOf('id'));

/** Fields that ask about the same thing. */
export interface FieldGroup {
  readonly title: string;
  readonly fields: readonly Field[];
}

const outcomeFields = [
  apiField,
  choiceField('outcome', 'outcome:pending', 'How the call that issued it ended.', 'outcome', outcomes, {
    pending: 'SOCKET_ERROR with WSA_IO_PENDING: it completes later.',
    immediate: '0: it has completed within the call.',
    failed: 'Any other error: no completion comes.',
    none: 'The call has not returned.',
  }),
  choiceField('end', 'end:cancelled', 'How it ended.', 'end', ends, {
    completed: 'With success.',
    failed: 'With an error, or never started.',
    cancelled: 'It was cancelled.',
    aborted: 'Its socket was closed first.',
    leaked: 'It was never seen to end.',
    none: 'It has not ended.',
  }),
  codeField('error', 'error:WSAECONNRESET', 'Its Winsock error, by name or number.', errorCodes),
  codeField('status', 'status:STATUS_CANCELLED', 'Its NTSTATUS, by name or number.', statusCodes),
  choiceField('notice', 'notice:packet', 'How the program learned of its completion.', 'noticedHow', indicationNames, {
    call: 'The call itself said so.',
    wait: 'A wait for its event ended.',
    look: 'Somebody asked for its result.',
    packet: 'Its packet was taken from a completion port.',
    routine: 'Its completion routine ran.',
    none: 'The program has not learned of it.',
  }),
];

const waitFields = [
  measureField(
    'inflight',
    'duration',
    'inflight>5ms',
    'How long it was in flight: from the return of the call to the completion.',
    inFlightNs,
  ),
  measureField(
    'unnoticed',
    'duration',
    'unnoticed>1ms',
    'How long it had completed without the program knowing.',
    unnoticedNs,
  ),
  measureField(
    'unfetched',
    'duration',
    'unfetched>1ms',
    'How long the program knew and had not read the result.',
    unfetchedNs,
  ),
  measureField('total', 'duration', 'total>10ms', 'From the issue to the fetch, or to the release.', totalNs),
  measureField('call', 'duration', 'call>50us', 'How long the call that issued it took.', callNs),
];

const timeFields = [
  measureField('time', 'duration', 'time>1.5s', 'When it was issued, since the session began.', columnOf('issuedAt')),
  measureField(
    'completed',
    'duration',
    'completed>1.5s',
    'When it was seen to complete, since the session began.',
    columnOf('completedAt'),
  ),
];

const byteFields = [
  measureField('bytes', 'bytes', 'bytes>=1k', 'How many bytes it has transferred.', columnOf('transferred')),
  measureField(
    'requested',
    'bytes',
    'requested>64k',
    'How many bytes its buffers hold or take.',
    columnOf('requested'),
  ),
];

/** All that can be asked about an operation. To add a field, add an entry: what is typed, completed and explained follows. */
export const fieldGroups: readonly FieldGroup[] = [
  { title: 'What', fields: outcomeFields },
  { title: 'How long', fields: waitFields },
  { title: 'When', fields: timeFields },
  { title: 'How much', fields: byteFields },
  { title: 'Whose, which', fields: [socketField, threadField, eventField, portField, slotField, opField] },
];

export const fields: readonly Field[] = fieldGroups.flatMap((group) => group.fields);

const byName = new Map(fields.map((field) => [field.name, field]));

export function findField(name: string): Field | undefined {
  return byName.get(name.toLowerCase());
}
