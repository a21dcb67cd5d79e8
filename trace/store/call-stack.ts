/**
 * How deep the calls and completion routines of one thread are nested:
 *
 * ```
 *  depth 0   ▐ WSARecv ▌▐──────────── SleepEx ────────────▌
 *  depth 0                ▐ routine of #12 ▌ ▐ of #13 ▌
 *  depth 1                    ▐ WSASend ▌
 * ```
 *
 * A call is never inside another call, only inside a routine; so what is still open without one has lost its return.
 */
export class CallStack {
  /** Calls as their number, routines as a negative one. */
  private readonly open: number[] = [];
  private routines = 0;

  /** The depth of the call that begins. */
  enter(call: number): number {
    const { open } = this;
    while (open.length > 0 && open[open.length - 1]! >= 0) open.pop();
    open.push(call);
    return this.routines;
  }

  leave(call: number): void {
    this.cutAt(this.placeOf(call));
  }

  /** The depth of the routine that begins, inside a call. */
  enterRoutine(operation: number, inside: number): number {
    const at = this.placeOf(inside);
    if (at >= 0) this.cutAt(at + 1);
    this.open.push(routineNumber(operation));
    return this.routines++;
  }

  leaveRoutine(operation: number): void {
    this.cutAt(this.placeOf(routineNumber(operation)));
  }

  /** It nearly always is the last. */
  private placeOf(entry: number): number {
    const { open } = this;
    const last = open.length - 1;
    return last >= 0 && open[last] === entry ? last : open.lastIndexOf(entry);
  }

  /** Ends what stands at a place, and what is inside. */
  private cutAt(place: number): void {
    if (place < 0) return;
    for (let at = this.open.length; at > place; at--) if (this.open.pop()! < 0) this.routines--;
  }
}

function routineNumber(operation: number): number {
  return -1 - operation;
}
