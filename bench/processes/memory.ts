import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const bytesOfKib = 1_024;

interface ProcessLine {
  readonly pid: number;
  readonly parent: number;
  readonly residentBytes: number;
  readonly command: string;
}

export interface Memory {
  /** The process itself. */
  readonly ownBytes: number;
  /** What it started and what still runs, e.g. the compiler service of `tsx`. */
  readonly helpers: readonly { readonly command: string; readonly residentBytes: number }[];
}

/** Resident memory now. Pages that processes share (the Node binary) count in each of them. */
export async function memoryOf(pid: number): Promise<Memory> {
  const lines = await processes();
  const own = lines.find((line) => line.pid === pid);
  if (own === undefined) {
    throw new Error(`Cannot read the memory of process ${pid} as it is gone`);
  }
  return { ownBytes: own.residentBytes, helpers: descendants(lines, pid) };
}

function descendants(lines: readonly ProcessLine[], pid: number): ProcessLine[] {
  const children = lines.filter(({ parent, command }) => parent === pid && command !== 'ps');
  return children.flatMap((child) => [child, ...descendants(lines, child.pid)]);
}

async function processes(): Promise<readonly ProcessLine[]> {
  const { stdout } = await execute('ps', ['-A', '-o', 'pid=,ppid=,rss=,comm=']);
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const [pid, parent, kib, ...command] = line.trim().split(/\s+/);
      return {
        pid: Number(pid),
        parent: Number(parent),
        residentBytes: Number(kib) * bytesOfKib,
        command: command.join(' '),
      };
    });
}
