import { Outage } from '../../../../application/ports/outage.ts';
import type { ShopAction } from '../../shop-callback-data.ts';
import { translate } from '../../texts/translate.ts';
import type { BotContext } from '../context.ts';
import type { BotServices } from '../services.ts';

/** Stops or resumes a renewal. @returns whether it did. */
export async function changeSubscription(
  ctx: BotContext,
  { shop, logger }: BotServices,
  { orderId, renews }: Extract<ShopAction, { kind: 'subscription' }>,
): Promise<boolean> {
  const { user, language } = ctx.identified;
  try {
    const changed = await shop.changeSubscription.execute(user.id, orderId, renews);
    if (changed.ok) {
      await ctx.acknowledge(
        translate(language, renews ? 'subscription-resumed' : 'subscription-stopped'),
      );
      return true;
    }
    const isTheirs = changed.error.kind === 'refused';
    await ctx.acknowledge(
      translate(language, isTheirs ? 'subscription-not-changed' : 'button-not-yours'),
      { alert: true },
    );
  } catch (error) {
    if (!(error instanceof Outage)) {
      throw error;
    }
    logger.warn('subscription_not_changed', { paymentId: orderId }, error);
    await ctx.acknowledge(translate(language, 'subscription-later'), { alert: true });
  }
  return false;
}
