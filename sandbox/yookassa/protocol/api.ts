import type { Shop, Violation } from '../control-api.ts';
import { listPayments, listRefunds } from '../handlers/lists.ts';
import { me } from '../handlers/me.ts';
import { cancelPayment, capturePayment, createPayment, getPayment } from '../handlers/payments.ts';
import { createRefund, getRefund } from '../handlers/refunds.ts';
import { type Checker, type Route, routeOf } from '../spec/checker.ts';
import { paymentView } from '../state/payment.ts';
import { refundView } from '../state/refund-desk.ts';
import { Refusal } from '../state/refusal.ts';
import type { KeyOutcome, World } from '../state/world.ts';
import { type Answer, errorAnswer, refusalAnswer, violationAnswer } from './answer.ts';

export type ApiCall = {
  readonly method: string;
  /** Below `/v3`, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly shop: Shop | undefined;
  readonly key: string | undefined;
  /** Undefined: none was sent. */
  readonly body: unknown;
  /** What is wrong with how the body was sent. */
  readonly bodyProblem: string | undefined;
};

/** An answer, and what its key will lead to from now on. */
type Performed = { readonly answer: Answer; readonly outcome?: KeyOutcome };

const KEY = /^[0-9a-zA-Z+\-_.]{1,64}$/;

/** Does the calls of the API. Each is done in one go, so calls with the same key never overlap. */
export class Api {
  readonly #world: World;
  readonly #checker: Checker;
  readonly #pageUrl: (paymentId: string) => string;

  constructor(world: World, checker: Checker, pageUrl: (paymentId: string) => string) {
    this.#world = world;
    this.#checker = checker;
    this.#pageUrl = pageUrl;
  }

  answer(call: ApiCall): Answer {
    if (call.shop === undefined) {
      const violations = [{ problem: 'Credentials are missing or wrong' }];
      return { ...errorAnswer(401), violations };
    }
    const route = routeOf(call.method, call.path);
    if (route === undefined) {
      const problem = `The sandbox does not know ${call.method} ${call.path}`;
      return { ...errorAnswer(404, { description: problem }), violations: [{ problem }] };
    }
    if (call.method !== 'POST') return this.#perform(route, call.shop, call).answer;
    if (call.key === undefined || !KEY.test(call.key)) {
      const problem = 'Idempotence key is missing, too long or has other signs than 0-9a-zA-Z+-_.';
      return violationAnswer([{ parameter: 'Idempotence-Key', problem }]);
    }
    return this.#answerOnce(route, call.shop, call, call.key);
  }

  /** A refusal holds its key too: what is mended needs a new one. */
  #answerOnce(route: Route, shop: Shop, call: ApiCall, key: string): Answer {
    const { keys } = this.#world;
    const fingerprint = canonical([call.method, call.path, call.body ?? null]);
    const known = keys.find(shop.shopId, key);
    if (known === undefined) {
      const { answer, outcome } = this.#perform(route, shop, call);
      if (outcome !== undefined) keys.store(shop.shopId, key, { fingerprint, outcome });
      return answer;
    }
    if (known.fingerprint !== fingerprint) {
      const problem = 'Idempotence key duplicated: it was used with another request';
      return violationAnswer([{ parameter: 'Idempotence-Key', problem }]);
    }
    return { ...this.#recall(known.outcome), repeated: true };
  }

  #recall(outcome: KeyOutcome): Answer {
    if (outcome.kind === 'refused') return outcome;
    const found =
      outcome.kind === 'payment'
        ? this.#world.cashier.get(outcome.id)
        : this.#world.refunds.get(outcome.id);
    if (found === undefined) return errorAnswer(500, { description: 'The object is forgotten' });
    return { status: 200, body: 'payment' in found ? refundView(found) : paymentView(found) };
  }

  #perform(route: Route, shop: Shop, call: ApiCall): Performed {
    const violations = this.#violations(route, call);
    if (violations.length > 0) return refused(violationAnswer(violations));
    try {
      return this.#run(route, shop, call);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return refused(refusalAnswer(error));
    }
  }

  #violations({ operation }: Route, call: ApiCall): readonly Violation[] {
    const inBody =
      call.bodyProblem === undefined
        ? this.#checker.body(operation, call.body)
        : [{ problem: call.bodyProblem }];
    return [...inBody, ...this.#checker.query(operation, call.query)];
  }

  #run({ operation, id }: Route, shop: Shop, { body, query }: ApiCall): Performed {
    const world = this.#world;
    switch (operation) {
      case 'createPayment':
        return aPayment(createPayment(world, shop, body, this.#pageUrl));
      case 'getPayment':
        return aPayment(getPayment(world, shop, id));
      case 'capturePayment':
        return aPayment(capturePayment(world, shop, id, body));
      case 'cancelPayment':
        return aPayment(cancelPayment(world, shop, id));
      case 'createRefund':
        return aRefund(createRefund(world, shop, body));
      case 'getRefund':
        return aRefund(getRefund(world, shop, id));
      case 'listPayments':
        return { answer: { status: 200, body: listPayments(world, shop, query) } };
      case 'listRefunds':
        return { answer: { status: 200, body: listRefunds(world, shop, query) } };
      case 'me':
        return { answer: { status: 200, body: me(shop) } };
    }
  }
}

function refused(answer: Answer): Performed {
  return { answer, outcome: { kind: 'refused', status: answer.status, body: answer.body } };
}

function aPayment(payment: Parameters<typeof paymentView>[0]): Performed {
  const answer = { status: 200, body: paymentView(payment) };
  return { answer, outcome: { kind: 'payment', id: payment.id } };
}

function aRefund(refund: Parameters<typeof refundView>[0]): Performed {
  const answer = { status: 200, body: refundView(refund) };
  return { answer, outcome: { kind: 'refund', id: refund.id } };
}

/** The same text for the same JSON, whatever the order of its fields. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, field: unknown) => {
    if (typeof field !== 'object' || field === null || Array.isArray(field)) return field;
    return Object.fromEntries(
      Object.entries(field).sort(([one], [other]) => (one < other ? -1 : 1)),
    );
  });
}
