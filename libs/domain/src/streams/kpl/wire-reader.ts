/** Types of protobuf's wire format. Groups (3 and 4) have been abolished. */
export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
export const FIXED32 = 5;

/** 64 bits, seven to a byte. */
const LONGEST_VARINT = 10;

/**
 * Walks through the fields of one protobuf message without copying them or looking inside. It never reads outside of the message,
 * and each step takes at least a byte. Source: Protocol Buffers documentation, "Encoding".
 *
 * Call `next` until it is false; then `intact` says whether the message ended where it should.
 */
export class WireReader {
  /** Number and type of the present field. */
  field = 0;
  type = 0;
  /** Of a varint. What no double holds exactly is `Infinity`: more than can be counted or addressed here. */
  value = 0;
  /** Of bytes: from `start` up to and without `end`. */
  start = 0;
  end = 0;
  intact = true;
  readonly #buffer: Uint8Array;
  readonly #limit: number;
  #at: number;

  /** @param limit where the message ends, itself not part of it */
  constructor(buffer: Uint8Array, from: number, limit: number) {
    this.#buffer = buffer;
    this.#at = from;
    this.#limit = Math.min(limit, buffer.length);
  }

  /** Whether there is another field. */
  next(): boolean {
    if (!this.intact || this.#at >= this.#limit) return false;
    const tag = this.#varint();
    this.type = tag % 8;
    this.field = Math.floor(tag / 8);
    // Tags are 32 bits wide, and no field has the number 0.
    if (!(this.field >= 1 && tag < 2 ** 32)) this.intact = false;
    else if (this.type === VARINT) this.value = this.#varint();
    else if (this.type === BYTES) this.#skip(this.#varint());
    else if (this.type === FIXED64) this.#skip(8);
    else if (this.type === FIXED32) this.#skip(4);
    else this.intact = false;
    return this.intact;
  }

  #skip(length: number): void {
    this.start = this.#at;
    this.end = this.#at + length;
    if (this.end <= this.#limit) this.#at = this.end;
    else this.intact = false;
  }

  #varint(): number {
    let value = 0;
    let place = 1;
    for (let k = 0; k < LONGEST_VARINT && this.#at < this.#limit; k++) {
      const byte = this.#buffer[this.#at++] ?? 0;
      // The tenth byte holds the one bit that is left of 64.
      if (k === LONGEST_VARINT - 1 && byte > 1) break;
      value += (byte & 0x7f) * place;
      if (byte < 0x80) return value <= Number.MAX_SAFE_INTEGER ? value : Infinity;
      place *= 128;
    }
    this.intact = false;
    return 0;
  }
}
