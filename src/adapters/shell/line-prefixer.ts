import { Transform, type TransformCallback } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** Puts a prefix before each line, so that the output of stages that run at once can be told apart. */
export class LinePrefixer extends Transform {
  readonly #prefix: string;
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  constructor(prefix: string) {
    super();
    this.#prefix = prefix;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const lines = (this.#rest + this.#decoder.write(chunk)).split('\n');
    this.#rest = lines.pop() ?? '';
    done(null, lines.map((line) => `${this.#prefix}${line}\n`).join(''));
  }

  override _flush(done: TransformCallback): void {
    const rest = this.#rest + this.#decoder.end();
    done(null, rest === '' ? '' : `${this.#prefix}${rest}\n`);
  }
}
