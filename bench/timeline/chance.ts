import { randomNumbers } from '../../trace/testing/random-numbers.ts';

/** The clock of most machines ticks so often. */
const TICK_NS = 100;

/** What happens by chance, the same for the same seed. Durations are whole ticks, at least one. */
export class Chance {
  private readonly random: () => number;

  constructor(seed: number) {
    this.random = randomNumbers(seed);
  }

  happens(probability: number): boolean {
    return this.random() < probability;
  }

  /** Of things that come independently of each other. */
  exponentialNs(meanNs: number): number {
    return ticks(-Math.log(1 - this.random()) * meanNs);
  }

  /** Mostly near the median, now and then many times as long. */
  logNormalNs(medianNs: number, sigma: number, mostNs: number): number {
    return ticks(Math.min(medianNs * this.logNormal(sigma), mostNs));
  }

  bytes(median: number, most: number): number {
    return Math.min(Math.ceil(median * this.logNormal(1)), most);
  }

  private logNormal(sigma: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.random())) * Math.cos(2 * Math.PI * this.random());
    return Math.exp(sigma * normal);
  }
}

function ticks(ns: number): number {
  return Math.max(Math.round(ns / TICK_NS), 1) * TICK_NS;
}
