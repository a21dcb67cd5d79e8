import type { FunctionName, ParameterRow, RowOf, TypeName, types } from '../winsock/index.ts';
import type {
  BufferRef,
  EndpointRef,
  EventRef,
  HandleRef,
  OverlappedRef,
  Packet,
  Routine,
  SocketRef,
} from './program.ts';

/** Stands for a pointer to memory that the actor provides, whose content comes back in `CallResult.out`. */
export const out = 'out';
export type Out = typeof out;

/** What a program may give for a parameter of each type. A pointer that is left out is NULL. */
interface ArgumentOf {
  SOCKET: SocketRef;
  WSAEVENT: EventRef;
  /** A number: INVALID_HANDLE_VALUE, or 0 for NULL. */
  HANDLE: HandleRef | number;
  int: number;
  BOOL: boolean;
  UCHAR: number;
  WORD: number;
  DWORD: number;
  GROUP: number;
  ULONG_PTR: number;
  NTSTATUS: number;
  void: never;
  /** A number: memory of the actor that holds it at entry. */
  LPDWORD: Out | number | BufferRef;
  LPINT: Out | number | BufferRef;
  PULONG_PTR: Out;
  LPWSABUF: readonly BufferRef[];
  LPWSAEVENT: readonly EventRef[];
  LPSOCKADDR: EndpointRef | Out | BufferRef;
  'LPSOCKADDR*': Out;
  LPWSAOVERLAPPED: OverlappedRef;
  LPOVERLAPPED: OverlappedRef;
  'LPOVERLAPPED*': Out;
  /** How many entries there is room for. */
  LPOVERLAPPED_ENTRY: number;
  LPWSAOVERLAPPED_COMPLETION_ROUTINE: Routine;
  LPTRANSMIT_FILE_BUFFERS: { readonly head?: BufferRef; readonly tail?: BufferRef };
  LPCWSTR: string;
  LPWSADATA: Out;
  LPWSAPROTOCOL_INFOW: BufferRef;
  /** A number: four bytes. A socket: its handle, eight bytes. */
  LPVOID: Out | number | Uint8Array | BufferRef | SocketRef;
}

type PointerType = { [Name in TypeName]: (typeof types)[Name] extends { to: string } ? Name : never }[TypeName];
/** Parameters that follow from another argument: counts and lengths are filled in, and may be given to be wrong on purpose. */
type Derived<Row extends ParameterRow, All extends readonly ParameterRow[]> = Row[0] extends NonNullable<
  Extract<All[number], readonly [string, TypeName, { count: string }]>[2]
>['count']
  ? true
  : Row[0] extends NonNullable<Extract<All[number], readonly [string, TypeName, { size: string }]>[2]>['size']
    ? true
    : false;
type IsOptional<Row extends ParameterRow, All extends readonly ParameterRow[]> = Row[1] extends PointerType
  ? true
  : Row[1] extends 'GROUP'
    ? true
    : Row extends readonly [string, TypeName, { optional: true }]
      ? true
      : Derived<Row, All>;

type Parameters<Name extends FunctionName> = RowOf<Name>['parameters'];
type Required<Name extends FunctionName> = {
  readonly [
    Row in Parameters<Name>[number] as IsOptional<Row, Parameters<Name>> extends true ? never : Row[0]
  ]: ArgumentOf[Row[1]];
};
type Optional<Name extends FunctionName> = {
  readonly [
    Row in Parameters<Name>[number] as IsOptional<Row, Parameters<Name>> extends true ? Row[0] : never
  ]?: ArgumentOf[Row[1]];
};

/** The arguments of a function, by the names of its parameters, with the types that its row says. */
export type CallArguments<Name extends FunctionName> = Required<Name> & Optional<Name>;

/** What a call gave. A failure is data: `failed` says so, `error` says which. */
export interface CallResult<Returned = number> {
  readonly api: FunctionName;
  readonly returned: number;
  /** The reference behind the returned handle; undefined when there is none. */
  readonly object: Returned;
  readonly failed: boolean;
  /** The last error when it failed; 0 otherwise. */
  readonly error: number;
  /** What was written behind pointers, by parameter. */
  readonly out: Readonly<Record<string, OutValue | undefined>>;
}

/** Numbers as numbers, addresses as endpoints, an LPOVERLAPPED as the structure that it points to, packets as a list. */
export type OutValue = number | EndpointRef | OverlappedRef | readonly Packet[];
