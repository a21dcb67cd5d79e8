import { expect, it } from 'vitest';
import { functionRow } from '../winsock/index.ts';
import { declaration } from './bindings.ts';

it('a function is declared by its row, and a returned handle is signed', () => {
  expect(declaration(functionRow('WSAGetOverlappedResult'))).toBe(
    'int32 __stdcall WSAGetOverlappedResult(size_t s, size_t lpOverlapped, size_t lpcbTransfer, int32 fWait, size_t lpdwFlags)',
  );
  expect(declaration(functionRow('WSACreateEvent'))).toBe('intptr_t __stdcall WSACreateEvent()');
});
