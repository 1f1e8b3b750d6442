import type { Messenger, Progress } from '../../../src/application/ports/messenger.ts';
import type { PaymentGateway } from '../../../src/application/ports/payment-gateway.ts';
import type { UnitOfWork } from '../../../src/application/ports/unit-of-work.ts';

/** Passed before and after every call of a port: a place to hold a process up, or to end it. */
export type Gate = (point: string) => Promise<void>;

export const openGate: Gate = () => Promise.resolve();

/** A port whose every call passes the gate twice, as `before <name>` and `after <name>`. */
export function gated<T extends object>(port: T, name: string, gate: Gate): T {
  if (gate === openGate) {
    return port;
  }
  return new Proxy(port, {
    get: (target, method) => {
      const call: unknown = Reflect.get(target, method, target);
      if (typeof call !== 'function') {
        return call;
      }
      return (...values: unknown[]) =>
        passed(`${name}.${String(method)}`, gate, () => call.apply(target, values));
    },
  });
}

/** A transaction is one call: it happens as a whole or not at all, whoever dies meanwhile. */
export function gatedUnitOfWork(unitOfWork: UnitOfWork, gate: Gate): UnitOfWork {
  const repositories = Object.entries(unitOfWork.direct).map(
    ([name, repository]: [string, object]) => [name, gated(repository, name, gate)],
  );
  return {
    run: (work) => passed('transaction', gate, () => unitOfWork.run(work)),
    direct: Object.fromEntries(repositories) as UnitOfWork['direct'],
  };
}

export function gatedMessenger(messenger: Messenger, gate: Gate): Messenger {
  const { deliver, notify, showWaiting, removeMessage } = gated(messenger, 'messenger', gate);
  const progress = (...given: Parameters<Messenger['progress']>): Progress => {
    const shown = messenger.progress(...given);
    return {
      text: (soFar) => shown.text(soFar),
      close: () => passed('progress.close', gate, () => shown.close()),
    };
  };
  return gate === openGate ? messenger : { progress, deliver, notify, showWaiting, removeMessage };
}

/** Bodies are prepared at once; lists pass the gate before each entry. */
export function gatedGateway(gateway: PaymentGateway, gate: Gate): PaymentGateway {
  if (gate === openGate) {
    return gateway;
  }
  const calls = gated(gateway, 'gateway', gate);
  return {
    preparePayment: (order) => gateway.preparePayment(order),
    prepareRefund: (order) => gateway.prepareRefund(order),
    createPayment: (key, body) => calls.createPayment(key, body),
    capturePayment: (key, id) => calls.capturePayment(key, id),
    findPayment: (id) => calls.findPayment(id),
    createRefund: (key, body) => calls.createRefund(key, body),
    findRefund: (id) => calls.findRefund(id),
    payments: (...span) => listed('gateway.payments', gate, gateway.payments(...span)),
    refunds: (...span) => listed('gateway.refunds', gate, gateway.refunds(...span)),
  };
}

async function* listed<T>(name: string, gate: Gate, list: AsyncIterable<T>): AsyncGenerator<T> {
  await gate(`before ${name}`);
  for await (const one of list) {
    yield one;
    await gate(`after one of ${name}`);
  }
}

async function passed<T>(name: string, gate: Gate, call: () => T | Promise<T>): Promise<T> {
  await gate(`before ${name}`);
  const result = await call();
  await gate(`after ${name}`);
  return result;
}

/** The life of a process that ends at one of the points it passes: from then on nothing happens. */
export class Life {
  readonly points: string[] = [];
  readonly #fatalPoint: number;
  readonly #ended: Promise<'died'>;
  #end: () => void = () => undefined;

  /** @param fatalPoint counted from 0; never reached when absent */
  constructor(fatalPoint = Number.POSITIVE_INFINITY) {
    this.#fatalPoint = fatalPoint;
    this.#ended = new Promise((resolve) => {
      this.#end = () => resolve('died');
    });
  }

  readonly gate: Gate = (point) => {
    if (this.points.length > this.#fatalPoint) {
      return new Promise(() => undefined);
    }
    this.points.push(point);
    if (this.points.length > this.#fatalPoint) {
      this.#end();
      return new Promise(() => undefined);
    }
    return Promise.resolve();
  };

  /** What the work comes to, unless the process dies over it. */
  survives<T>(work: Promise<T>): Promise<T | 'died'> {
    return Promise.race([work, this.#ended]);
  }
}
