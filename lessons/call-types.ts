import type { FunctionName, FunctionTable, ParameterRow, RowOf, TypeName } from '../winsock/index.ts';
import type { BufferRef, EndpointRef, EventRef, OverlappedRef, SocketRef } from './program.ts';

/** Stands for a pointer to memory that the actor provides, whose content comes back in `CallResult.out`. */
export const out = 'out';
export type Out = typeof out;

/** What a program may give for a parameter of each type. A pointer that is left out is NULL. */
interface ArgumentOf {
  SOCKET: SocketRef;
  WSAEVENT: EventRef;
  HANDLE: EventRef | SocketRef;
  int: number;
  BOOL: boolean;
  WORD: number;
  DWORD: number;
  GROUP: number;
  NTSTATUS: number;
  void: never;
  /** A number: memory of the actor that holds it at entry. */
  LPDWORD: Out | number | BufferRef;
  LPINT: Out | number | BufferRef;
  LPWSABUF: readonly BufferRef[];
  LPWSAEVENT: readonly EventRef[];
  LPSOCKADDR: EndpointRef | Out | BufferRef;
  LPWSAOVERLAPPED: OverlappedRef;
  LPWSAOVERLAPPED_COMPLETION_ROUTINE: never;
  LPWSADATA: Out;
  LPWSAPROTOCOL_INFOW: never;
  LPVOID: Out | number | Uint8Array | BufferRef;
}

type PointerType = Extract<TypeName, `LP${string}`>;
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
  readonly api: FunctionTable[number]['name'];
  readonly returned: number;
  /** The reference behind the returned handle; undefined when there is none. */
  readonly object: Returned;
  readonly failed: boolean;
  /** The last error when it failed; 0 otherwise. */
  readonly error: number;
  /** What was written behind pointers given as `out` or as a number, by parameter. Addresses come as endpoints. */
  readonly out: Readonly<Record<string, number | EndpointRef | undefined>>;
}
