/** What a GitHub runner reads out of a step's log and files, by the rules of its own source. */

/** A workflow command. */
export interface LogCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** The commands in a log: `::name ...::message` after any spaces, else `##[name ...]` anywhere in a line; invisible characters may be skipped. */
export function commandsIn(log: string): readonly LogCommand[] {
  return log.split(/\r\n|[\r\n]/).flatMap((line) => {
    const [, head = '', message = ''] =
      /^::(.*?)::(.*)$/s.exec(line.replace(/^[\s\p{Cf}]+/u, '')) ?? /##\[(.*?)\](.*)$/s.exec(line.replaceAll(/\p{Cf}/gu, '')) ?? [];
    const [, name = '', list = ''] = /^(\S*) ?(.*)$/s.exec(head) ?? [];
    const pairs = list.split(',').map((pair) => pair.split(/=(.*)/s));
    const properties = Object.fromEntries(pairs.filter(([key]) => key !== '').map(([key, value = '']) => [key, unescape(value)]));
    return name === '' ? [] : [{ name, properties, message: unescape(message) }];
  });
}

function unescape(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%');
}

/** The outputs in a file: `name<<END`, lines, `END`; or `name=value`. */
export function outputsIn(text: string): Readonly<Record<string, string>> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const [, name = '', end] = /^([^=]*?)<<(.*)$/s.exec(lines[at] ?? '') ?? [];
    if (end === undefined) {
      const [, key, value] = /^(.*?)=(.*)$/s.exec(lines[at] ?? '') ?? [];
      Object.assign(outputs, key === undefined ? {} : { [key]: value });
      continue;
    }
    const last = lines.indexOf(end, at + 1);
    outputs[name] = lines.slice(at + 1, last).join('\n');
    at = last;
  }
  return outputs;
}
