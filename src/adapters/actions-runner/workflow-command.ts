import { plainLogLine } from '../../core/value/log-line.ts';
import { visibleText } from '../../core/value/visible-text.ts';

/** More of a message is cut by the runner. */
const longestMessage = 4096;

/**
 * `::name key=value::message`, escaped as the runner reads it: neither the message nor a property can end the line, add a property,
 * or begin another command.
 */
export function workflowCommand(name: string, properties: Readonly<Record<string, string | number | undefined>>, message: string): string {
  const parts = Object.entries(properties).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${escapeProperty(`${value}`)}`]));
  return `::${name}${parts.length === 0 ? '' : ` ${parts.join(',')}`}::${escapeData(message)}\n`;
}

/** What an annotation says: without control characters, as long as the runner keeps it. */
export function annotationText(message: string): string {
  const text = message.split('\n').map(visibleText).join('\n');
  return text.length <= longestMessage ? text : `${text.slice(0, longestMessage - 1)}…`;
}

/** Text of others as lines of the log, none of which the runner takes for a command. It ends lines at a carriage return, too. */
export function logLines(text: string): string {
  const lines = text.split(/\r\n|[\r\n]/).map((line) => plainLogLine(visibleText(line)));
  return `${lines.join('\n  ')}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
