export * from './batch-writer.ts';
export {
  BUFFER_HEADER_BYTES,
  MOST_PAYLOAD_BYTES,
  decodeBuffers,
  paddedEnd,
  type BufferBytes,
  type RecordedBuffers,
} from './buffer-bytes.ts';
export * from './call-as-c.ts';
export * from './call-payload.ts';
export * from './call-result.ts';
export * from './balance.ts';
export * from './columns.ts';
export * from './endpoint.ts';
export * from './indications.ts';
export * from './meaning.ts';
export * from './message-header.ts';
export type * from './objects.ts';
export * from './operation.ts';
export * from './operation-json.ts';
export type * from './packet.ts';
export type * from './fact.ts';
export type { PeerBytes, PeerPart } from './peers/peers.ts';
export * from './posts.ts';
export type { RoutineRun } from './routines.ts';
export type { SocketState, SocketStateChange } from './socket-states.ts';
export * from './woken-by.ts';
export * from './overlapped-at.ts';
export {
  LONG_BYTES,
  TRAILER_BYTES,
  END_OF_ROWS,
  isEndOfRows,
  readTrailer,
  type Trailer,
} from './footer/footer-format.ts';
export { FooterIsDamaged, FooterReader } from './footer/read-footer.ts';
export { footerOf } from './footer/write-footer.ts';
export * from './recording-reader.ts';
export * from './row-kinds.ts';
export * from './row-table.ts';
export * from './rows.ts';
export { firstFrom } from './port-activity.ts';
export { StoredRows, type BatchPlace, type ByteSource } from './store/stored-rows.ts';
export * from './session-info.ts';
export { directionOf } from './statistics/direction.ts';
export * from './text-timeline.ts';
export * from './trace.ts';
export { payloadOf, type RowBatch } from './store/row-batch.ts';
export { IdMap } from './store/id-map.ts';
export { IndexList, IndexLists } from './store/index-list.ts';
export { TraceTables, ends, indicationNames, outcomes } from './store/tables.ts';
export { DensityMeter, type Density, type DensityState } from './store/density.ts';
export { Phases, busyUntil, endStates, mainWait, misfortuneAt, operationStates, severities } from './store/phases.ts';
export { StatePyramid, emptySummary, type Summary } from './store/state-pyramid.ts';
export { PlaceSet } from './store/place-set.ts';
export * from './query/index.ts';
export * from './sort/index.ts';
export * from './statistics/index.ts';
