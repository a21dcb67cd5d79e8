import { statuses as rows } from '../../winsock/index.ts';
import { fact, winsock } from '../calls.ts';
import type { Rule } from './rule.ts';

export const statuses: readonly Rule[] = [
  {
    name: 'statuses-as-windows-errors',
    says: 'RtlNtStatusToDosError gives for every status the Windows error that is shown beside it.',
    page: 'api/winternl/nf-winternl-rtlntstatustodoserror',
    actors: {
      *asker() {
        for (const { name, value } of rows) {
          yield* fact(name, (yield* winsock.RtlNtStatusToDosError({ Status: value })).returned);
        }
      },
    },
    wine: Object.fromEntries(rows.map(({ name, dos }) => [name, dos])),
  },
];
