/** A set of places in a table: a bit each. */
export class PlaceSet {
  private words = new Uint32Array(32);

  has(place: number): boolean {
    return ((this.words[place >> 5] ?? 0) & (1 << (place & 31))) !== 0;
  }

  add(place: number): void {
    const word = place >> 5;
    if (word >= this.words.length) {
      const larger = new Uint32Array(Math.max(word + 1, this.words.length * 2));
      larger.set(this.words);
      this.words = larger;
    }
    this.words[word]! |= 1 << (place & 31);
  }
}
