import { checkDelayMs, isKeyFresh, type Payment } from '../../domain/payments/payment.ts';
import type { Refund } from '../../domain/payments/refund.ts';
import type { RefundId } from '../../domain/shared/ids.ts';
import { err, ok } from '../../domain/shared/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { GatewayRefusal, PaymentGateway, ProviderRefund } from '../ports/payment-gateway.ts';
import type { StarsGateway } from '../ports/stars-gateway.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { ApplyProviderRefund } from './apply-provider-refund.ts';
import type { FinishRefund } from './finish-refund.ts';

export interface SendRefundPorts {
  readonly unitOfWork: UnitOfWork;
  readonly stars: StarsGateway;
  /** Absent when YooKassa is not configured. */
  readonly pages:
    | { readonly gateway: PaymentGateway; readonly applyRefund: ApplyProviderRefund }
    | undefined;
  readonly finish: FinishRefund;
  readonly clock: Clock;
  readonly ids: IdGenerator;
}

/** The provider's clock and ours may differ by so much. */
const clockMarginMs = 600_000;

/**
 * Carries a refund to its provider, or asks how it stands. Repeating it is safe: the same body goes
 * under the same key, and once the provider has forgotten that key, its list is searched before a
 * new one is used. Throws `Outage` when the provider cannot be reached.
 */
export class SendRefund {
  readonly #use: SendRefundPorts;

  constructor(ports: SendRefundPorts) {
    this.#use = ports;
  }

  async execute(id: RefundId): Promise<void> {
    const { payments, refunds } = this.#use.unitOfWork.direct;
    const refund = await refunds.find(id);
    if (refund === undefined || (refund.status !== 'created' && refund.status !== 'pending')) {
      return;
    }
    const payment = await payments.find(refund.paymentId);
    if (payment === undefined) {
      throw new Error(`Cannot send refund ${id} as its payment vanished`);
    }
    await (payment.method === 'stars'
      ? this.#giveStars(refund, payment)
      : this.#giveMoney(refund, payment));
  }

  async #giveStars({ id }: Refund, { userId, chargeId }: Payment): Promise<void> {
    const { stars, finish } = this.#use;
    if (chargeId === undefined) {
      throw new Error(`Cannot refund Stars of ${id} as they were never paid`);
    }
    const given = await stars.refund(userId, chargeId);
    await (given.ok ? finish.succeed(id, chargeId) : finish.cancel(id, given.error.description));
  }

  async #giveMoney(refund: Refund, payment: Payment): Promise<void> {
    const { pages } = this.#use;
    const { id, providerRefundId, providerRequest } = refund;
    if (pages === undefined || providerRequest === undefined) {
      throw new Error(`Cannot send refund ${id} as its provider is not configured`);
    }
    const { gateway, applyRefund } = pages;
    if (providerRefundId !== undefined) {
      const found = await gateway.findRefund(providerRefundId);
      // One that the provider once named does not vanish: nothing is concluded from "not found".
      if (found !== undefined) {
        await applyRefund.execute(found);
      }
      await this.#putOff(id);
      return;
    }
    const isFresh = isKeyFresh(refund.keyedAt, this.#use.clock.now());
    const listed = isFresh ? [] : await this.#listed(gateway, payment);
    if (await this.#adopted(refund, listed, applyRefund)) {
      return;
    }
    const created = await gateway.createRefund(await this.#freshKey(refund), providerRequest);
    await (created.ok
      ? applyRefund.execute(created.value)
      : this.#giveUp(refund, await this.#listed(gateway, payment), created.error, applyRefund));
  }

  /**
   * Refused, perhaps because the money went back before: by an earlier call of ours, which then is
   * this refund, or by somebody else's, which waited in our book for this one to end.
   */
  async #giveUp(
    refund: Refund,
    listed: readonly ProviderRefund[],
    { code, description }: GatewayRefusal,
    applyRefund: ApplyProviderRefund,
  ): Promise<void> {
    if (await this.#adopted(refund, listed, applyRefund)) {
      return;
    }
    await this.#use.finish.cancel(refund.id, `${code}: ${description}`);
    for (const other of listed) {
      await applyRefund.execute(other);
    }
  }

  /** @returns whether the provider knows this very refund: then it is where the provider has it. */
  async #adopted(
    { id }: Refund,
    listed: readonly ProviderRefund[],
    applyRefund: ApplyProviderRefund,
  ): Promise<boolean> {
    const own = listed.find(({ refundId }) => refundId === id);
    if (own !== undefined) {
      await applyRefund.execute(own);
    }
    return own !== undefined;
  }

  /** All refunds of a payment that the provider knows. */
  async #listed(
    gateway: PaymentGateway,
    { createdAt, providerPaymentId }: Payment,
  ): Promise<readonly ProviderRefund[]> {
    const from = new Date(createdAt.getTime() - clockMarginMs);
    const until = new Date(this.#use.clock.now().getTime() + clockMarginMs);
    const listed: ProviderRefund[] = [];
    for await (const refund of gateway.refunds(from, until, providerPaymentId)) {
      listed.push(refund);
    }
    return listed;
  }

  /** A key that the provider has forgotten is replaced, in our book first. */
  async #freshKey({ id, idempotencyKey, keyedAt }: Refund): Promise<string> {
    const { unitOfWork, clock, ids } = this.#use;
    const now = clock.now();
    if (isKeyFresh(keyedAt, now)) {
      return idempotencyKey;
    }
    const renewed = await unitOfWork.run(async (scope) => {
      const refund = await scope.refunds.lock(id);
      if (refund === undefined) {
        throw new Error(`Cannot send refund ${id} as it vanished`);
      }
      // Somebody else may have renewed it while we searched.
      if (isKeyFresh(refund.keyedAt, now)) {
        return ok(refund.idempotencyKey);
      }
      const fresh = ids.uuid();
      await scope.refunds.save({ ...refund, idempotencyKey: fresh, keyedAt: now });
      return ok(fresh);
    });
    return renewed.value;
  }

  async #putOff(id: RefundId): Promise<void> {
    const { unitOfWork, clock } = this.#use;
    await unitOfWork.run(async (scope) => {
      const refund = await scope.refunds.lock(id);
      if (refund?.status !== 'pending') {
        return err('ended' as const);
      }
      const checks = refund.checks + 1;
      const nextCheckAt = new Date(clock.now().getTime() + checkDelayMs(checks));
      await scope.refunds.save({ ...refund, checks, nextCheckAt });
      return ok();
    });
  }
}
