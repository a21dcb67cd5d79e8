import { describe, expect, it } from 'vitest';
import { constants, nameOfValue, namesOfFlags } from './constants.ts';
import { findFunction, functions } from './functions.ts';
import type { FunctionRow } from './function-row.ts';
import { pageUrl } from './pages.ts';
import { pointeeOf, types } from './types.ts';

const rows: readonly FunctionRow[] = functions;

describe('the table of functions', () => {
  it('has each function once', () => {
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
  });

  it('has every function of the WSAOVERLAPPED page', () => {
    const page =
      'WSAStartup WSACleanup WSASocketW bind closesocket WSACreateEvent WSACloseEvent WSARecv WSASend WSASendTo WSAGetOverlappedResult';
    expect(page.split(' ').filter((name) => findFunction(name) === undefined)).toEqual([]);
  });

  it.each(rows.map((row) => [row.name, row] as const))(
    '%s: counts, sizes and directions fit its parameters',
    (_, row) => {
      const names = row.parameters.map(([name]) => name);
      for (const [name, type, more] of row.parameters) {
        const refersTo = [more?.count, more?.size, more?.filled, more?.valuesBy?.parameter].filter(
          (other) => other !== undefined,
        );
        expect(names, name).toEqual(expect.arrayContaining(refersTo));
        if (more?.direction !== undefined) expect(types[type].holds, `${name} can be written to`).toBe('pointer');
      }
      expect(new Set(names).size).toBe(names.length);
      expect(row.does).toMatch(/^[A-Z].*\.$/s);
      expect(new URL(pageUrl(row)).pathname).toContain(row.name.toLowerCase());
    },
  );

  it('says of each one that can fail where its error is told', () => {
    const silent = rows.filter(
      (row) => row.lastError === undefined && row.failsWith !== 'never' && row.failsWith !== 'code',
    );
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  it('gives a WSAOVERLAPPED to every function that issues', () => {
    const issuing = rows.filter((row) => row.role === 'issue');
    expect(issuing.map(({ name }) => name).sort()).toEqual(
      'AcceptEx ConnectEx DisconnectEx TransmitFile WSAIoctl WSARecv WSARecvFrom WSASend WSASendTo'.split(' '),
    );
    expect(issuing.every((row) => row.parameters.some(([, type]) => pointeeOf(type) === 'WSAOVERLAPPED'))).toBe(true);
  });

  it('says what every opened handle stands for, and where every extension function is asked for', () => {
    expect(rows.filter(({ role, opens }) => (role === 'open') !== (opens !== undefined))).toEqual([]);
    const extensions = rows.filter(({ extension }) => extension !== undefined);
    expect(extensions.map(({ dll }) => dll)).toEqual(extensions.map(() => 'mswsock'));
    expect(extensions.every(({ extension }) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(extension!))).toBe(
      true,
    );
  });
});

describe('named numbers', () => {
  it('are found by set and value', () => {
    expect(nameOfValue('addressFamilies', 2)).toBe('AF_INET');
    expect(nameOfValue('addressFamilies', 99)).toBeUndefined();
  });

  it('of flags are or-ed, and what has no name stays a number', () => {
    expect(namesOfFlags('messageFlags', 0)).toBe('0');
    expect(namesOfFlags('messageFlags', constants.messageFlags.MSG_PEEK | 0x400)).toBe('MSG_PEEK | 0x400');
  });
});
