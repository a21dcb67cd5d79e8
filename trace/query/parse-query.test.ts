import { describe, expect, it } from 'vitest';
import { randomNumbers } from '../testing/random-numbers.ts';
import { drawnTrace } from '../testing/drawn-trace.ts';
import { FilteredOperations } from './filtered-operations.ts';
import { fields } from './fields.ts';
import { parseQuery } from './parse-query.ts';

/** What is said about a query, each with the text that it is about. */
function problems(text: string): string[] {
  return parseQuery(text).problems.map(({ from, to, text: problem }) => `[${text.slice(from, to)}] ${problem}`);
}

describe('a query that is wrong says what and where, and what to write instead', () => {
  const all = fields.map(({ name }) => name).join(', ');
  const sentences: readonly (readonly [query: string, ...sentences: string[]])[] = [
    ['apii:WSARecv', '[apii] There is no field “apii”. Did you mean api?'],
    ['in-flight>5ms', '[in-flight] There is no field “in-flight”. Did you mean inflight?'],
    [
      'localhost:80',
      `[localhost] There is no field “localhost”. There are ${all}. Text itself is looked for in quotes.`,
    ],
    ['api:WSARevc', '[WSARevc] No function is called “WSARevc”: did you mean WSARecv?'],
    ['api:recv', '[recv] No function is called “recv”: did you mean WSARecv?'],
    ['api:zzz', '[zzz] No function is called “zzz”.'],
    ['api:', '[] Write a value here, as in api:WSARecv; none is one too.'],
    ['api:WSARecv|', '[] Write a value here, as in api:WSARecv; none is one too.'],
    ['api>WSARecv', '[>] api is compared with “:” only, as in api:WSARecv.'],
    ['outcome:done', '[done] “done” is no outcome: write pending, immediate, failed or none.'],
    ['end:ok', '[ok] “ok” is no end: write completed, failed, cancelled, aborted, leaked or none.'],
    ['error:WSAECONRESET', '[WSAECONRESET] Overlook knows no error “WSAECONRESET”: did you mean WSAECONNRESET?'],
    ['status:CANCELLED', '[CANCELLED] Overlook knows no status “CANCELLED”: did you mean STATUS_CANCELLED?'],
    ['inflight>5', '[5] Write the unit: 5ns, 5us, 5ms or 5s.'],
    ['inflight>5 ms', '[5] Write the unit: 5ns, 5us, 5ms or 5s.'],
    ['inflight>fast', '[fast] “fast” is not a number: write 5ms, 200us or 1.5s.'],
    ['inflight>5kb', '[5kb] “kb” is not a unit that fits: there is ns, us (or µs), ms, s, min.'],
    ['bytes>1ms', '[1ms] “ms” is not a unit that fits: there is B, k, M, G, Ki, Mi.'],
    ['inflight>1ms|2ms', '[inflight>1ms|2ms] Write one value behind >; “|” goes with “:”.'],
    ['inflight!=1ms', '[!=] Write - before the term instead: -inflight:…'],
    ['inflight=>1ms', '[=>] Write >= instead of =>.'],
    ['slot:1A40', '[1A40] A slot is named by its address: write slot:0x1A40.'],
    ['event:mine', '[mine] An event is named by its handle: write event:0xE4 or event:228.'],
    ['port:mine', '[mine] A port is named by its handle: write port:0xD8 or port:216.'],
    ['#abc', '[#abc] Behind # stands the number of an operation, as in #17.'],
    ['thread:"worker', '["worker] This " has no second one: write it where the value ends.'],
    ['(api:WSARecv', '[(] This ( has no ): write one where it ends.'],
    ['api:WSARecv)', '[)] There is no ( for this ).'],
    ['()', '[(] Write a term between ( and ).'],
    ['api:WSARecv or', '[or] Write a term on both sides of “or”.'],
    ['or api:WSARecv', '[or] Write a term on both sides of “or”.'],
    ['WSARecv and 208', '[and] Leave “and” out: terms side by side must all fit.'],
    ['not WSARecv', '[not] Write - before what is not wanted, as in -end:completed.'],
    ['WSARecv -', '[-] Write what is not wanted directly behind -, as in -end:completed.'],
    ['--WSARecv', '[-] One - is enough.'],
    [
      'inflight>5 apii:x',
      '[5] Write the unit: 5ns, 5us, 5ms or 5s.',
      '[apii] There is no field “apii”. Did you mean api?',
    ],
  ];
  it.each(sentences)('%s', (query, ...wanted) => {
    expect(problems(query)).toEqual(wanted);
  });

  it('also where parentheses are too deep', () => {
    expect(problems('('.repeat(100_000)).at(-1)).toMatch(/Parentheses may be 50 deep/);
  });
});

describe('a query that is wrong in parts', () => {
  const trace = drawnTrace('WSARecv IPC\nWSARecv IE\nWSASend IPC');
  const found = (text: string) => {
    const filtered = new FilteredOperations(trace, parseQuery(text).query, () => 0);
    filtered.advance(1);
    return [...filtered.places].map((place) => trace.operations.at(place)!.id);
  };
  it.each([
    ['api:WSARecv outcome:', 'api:WSARecv'],
    ['api:WSARecv -outcome:nonsense', 'api:WSARecv'],
    ['(api:WSARecv or end:x) inflight>5', 'api:WSARecv'],
    ['outcome:pending|nonsense', 'outcome:pending'],
    ['api:', ''],
    ['-(api: or end:x)', ''],
  ])('%s asks what is left: %s', (wrong, rest) => {
    expect(problems(wrong).length).toBeGreaterThan(0);
    expect(problems(rest)).toEqual([]);
    expect(found(wrong)).toEqual(found(rest));
    expect(parseQuery(wrong).query.isEmpty).toBe(rest === '');
  });
});

describe('a query', () => {
  it.each([
    '',
    '   ',
    ...fields.map(({ example }) => example),
    'api:WSARecv outcome:pending inflight>5ms socket:208 error:WSAECONNRESET thread:4711',
    'bytes >= 1k inflight > 200µs total<.5s time>1.5S',
    'error:10054|995 status:0xC0000120',
    'API:wsarecv OR -"a phrase" | (end:failed or end:aborted)',
    'socket:[::1]:5001 127.0.0.1:5001 thread:"with space"',
    'inflight:none unfetched:* notice:none',
  ])('%s is understood', (text) => {
    expect(problems(text)).toEqual([]);
  });

  it('may name a function that only the recording knows', () => {
    const trace = drawnTrace('WSARecv IPC');
    const { info } = trace;
    const later = Object.create(trace, { info: { value: { ...info, functions: ['WSAFromTheFuture'] } } });
    expect(parseQuery('api:WSAFromTheFuture', later).problems).toEqual([]);
    expect(parseQuery('api:WSAFromTheFuture', trace).problems).toHaveLength(1);
  });

  for (const seed of [1, 2, 3]) {
    it(`never throws, and its problems lie within its text (seed ${seed})`, () => {
      const random = randomNumbers(seed);
      const pieces = [
        'api',
        ':',
        '>=',
        '<',
        'WSA*',
        '(',
        ')',
        '-',
        '|',
        '"',
        ' ',
        ' or ',
        '#',
        '5ms',
        'end:',
        '\n',
        '💡',
      ];
      for (let round = 0; round < 3000; round++) {
        const count = Math.floor(random() * 12);
        const text = Array.from({ length: count }, () => pieces[Math.floor(random() * pieces.length)]!).join('');
        for (const { from, to } of parseQuery(text).problems) {
          expect(from >= 0 && from <= to && to <= text.length, `${JSON.stringify(text)} ${from} ${to}`).toBe(true);
        }
      }
    });
  }
});
