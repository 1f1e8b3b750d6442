import { type NodeProcess, startNode } from './node-process.ts';

/*
 * Calls into a child process over Node's own channel. What is measured runs in processes of its
 * own, so that neither the load nor the clock shares an event loop with it.
 */

/** What a child can be asked: methods that take and return what JSON can carry. */
export type Calls = Readonly<Record<string, (input: never) => unknown>>;

/** The same from the other side. */
export type Remote<C extends Calls> = {
  readonly [K in keyof C]: (input: Parameters<C[K]>[0]) => Promise<Awaited<ReturnType<C[K]>>>;
};

interface Question {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}

interface Reply {
  readonly id: number;
  readonly output?: unknown;
  readonly error?: string;
}

/** In the child: answers what the parent asks, until the parent is gone. */
export function serve(calls: Calls): void {
  process.on('message', (question: Question) => {
    void answer(calls, question).then((reply) => process.send?.(reply));
  });
  process.on('disconnect', () => process.exit());
}

async function answer(calls: Calls, { id, name, input }: Question): Promise<Reply> {
  try {
    return { id, output: await calls[name]?.(input as never) };
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

export interface RemoteProcess<C extends Calls> {
  readonly process: NodeProcess;
  readonly calls: Remote<C>;
}

/** In the parent: starts a script that calls `serve`. */
export function startRemote<C extends Calls>(
  script: string,
  env: Readonly<Record<string, string>> = {},
): RemoteProcess<C> {
  const started = startNode(script, [], { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let lastId = 0;
  started.child.on('message', ({ id, output, error }: Reply) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) {
      asked?.resolve(output);
    } else {
      asked?.reject(new Error(`${script}: ${error}`));
    }
  });
  started.child.once('exit', (code) => {
    for (const asked of waiting.values()) {
      asked.reject(new Error(`${script} ended with code ${code}`));
    }
  });
  const ask = (name: string, input: unknown): Promise<unknown> => {
    lastId += 1;
    const asked = withResolvers();
    waiting.set(lastId, asked);
    started.child.send({ id: lastId, name, input } satisfies Question);
    return asked.promise;
  };
  const calls = new Proxy({} as Remote<C>, {
    get: (_target, name) => (input: unknown) => ask(String(name), input),
  });
  return { process: started, calls };
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: Error) => void;
}

function withResolvers(): PromiseWithResolvers<unknown> {
  let resolve: (value: unknown) => void = () => undefined;
  let reject: (reason: Error) => void = () => undefined;
  const promise = new Promise<unknown>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}
