import { describe, expect, it } from 'vitest';
import { CallRows } from '../testing/call-rows.ts';
import { drawnTrace } from '../testing/drawn-trace.ts';
import { completeQuery, takeSuggestion } from './complete-query.ts';
import { parseQuery } from './parse-query.ts';

const trace = drawnTrace(`
  WSARecv IP..C.S..N.F.X
  WSARecv IP..R.S..N.F.X
  WSASend IE.....K
`);

/** The query with | where one is writing, and what is suggested. */
function suggested(marked: string): string[] {
  const at = marked.indexOf('|');
  return completeQuery(marked.replace('|', ''), at, trace).suggestions.map(({ text }) => text);
}

/** The query after the first suggestion was taken, with | where one goes on. */
function taken(marked: string): string {
  const at = marked.indexOf('|');
  const text = marked.replace('|', '');
  const completion = completeQuery(text, at, trace);
  const completed = takeSuggestion(text, completion, completion.suggestions[0]!);
  return `${completed.text.slice(0, completed.at)}|${completed.text.slice(completed.at)}`;
}

describe('what can be written next', () => {
  it('is any field where nothing stands', () => {
    expect(suggested('|').slice(0, 3)).toEqual(['api:', 'outcome:', 'end:']);
    expect(suggested('api:WSARecv |')).toContain('inflight>');
  });

  it('is the fields that begin like the word, then those that have it within, then values', () => {
    expect(suggested('un|')).toEqual(['unnoticed>', 'unfetched>']);
    expect(suggested('t|').slice(0, 4)).toEqual(['total>', 'time>', 'thread:', 'outcome:']);
    expect(suggested('rese|')).toEqual(['error:WSAECONNRESET', 'status:STATUS_CONNECTION_RESET']);
  });

  it('is the values that occur, the most frequent first', () => {
    expect(suggested('api:|')).toEqual(['WSARecv', 'WSASend']);
    expect(suggested('error:|')).toEqual(['WSAECONNRESET', 'WSA_OPERATION_ABORTED', 'none']);
    expect(suggested('status:|')).toEqual(['STATUS_SUCCESS', 'STATUS_CONNECTION_RESET', 'STATUS_CANCELLED', 'none']);
    expect(suggested('thread:thr|')).toEqual(['"thread 1"', '"thread 2"', '"thread 3"']);
    expect(suggested('socket:8|')).toEqual(['812', '808', '804']);
    expect(suggested('slot:|')).toEqual(['0x10020', '0x10040', '0x10060']);
  });

  it('is a value also behind the | between values', () => {
    const text = 'end:failed|c';
    const { from, suggestions } = completeQuery(text, text.length, trace);
    expect([from, suggestions.map((one) => one.text).slice(0, 2)]).toEqual([11, ['completed', 'cancelled']]);
  });
});

describe('a suggestion that is taken', () => {
  it('stands for what was typed of it, and one goes on behind it', () => {
    expect(taken('ap|')).toBe('api:|');
    expect(taken('api:WSAR|')).toBe('api:WSARecv |');
    expect(taken('ap| end:failed')).toBe('api:| end:failed');
    expect(taken('api:WSA|Xyz end:failed')).toBe('api:WSARecv| end:failed');
    expect(taken('infl|')).toBe('inflight>|');
    expect(taken('thread:"thr|ead 9" x')).toBe('thread:"thread 1"| x');
  });

  it('is understood', () => {
    for (const field of suggested('|')) {
      for (const value of suggested(`${field}|`)) {
        expect(parseQuery(`${field}${value}`, trace), `${field}${value}`).toMatchObject({ problems: [] });
      }
    }
  });
});

it('sockets are suggested with their peers', () => {
  const rows = new CallRows();
  rows.row('socket-opened', 0, { object: 7, value: 208 });
  rows.row('socket-named', 1, { object: 7, payload: new TextEncoder().encode('{"peer":"127.0.0.1:5001"}') });
  const { suggestions } = completeQuery('socket:5001', 11, drawnTrace(rows.rows));
  expect(suggestions).toEqual([{ text: '208', means: 'socket 208 ⇄ 127.0.0.1:5001' }]);
});
