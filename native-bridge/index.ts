export { Bridge, type BridgeOptions } from './bridge.ts';
