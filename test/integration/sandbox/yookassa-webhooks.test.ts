import { describe, expect, test } from 'vitest';
import {
  DAY_MS,
  expectPublished,
  HOUR_MS,
  openReceiver,
  type Received,
  setStage,
} from './yookassa-harness.ts';

async function setListeningStage() {
  const receiver = await openReceiver();
  const stage = await setStage([{ webhookUrl: receiver.url }]);
  return { ...stage, receiver, watch: stage.yookassa.watch };
}

function events(received: readonly Received[]): string[] {
  return received.map(({ body }) => body.event);
}

describe('YooKassa stand-in: notifications', () => {
  test('tell of each change, with the object as it was then', async () => {
    const { create, post, yookassa, receiver, watch } = await setListeningStage();
    const held = await create({ capture: false });
    yookassa.pay(held.id);
    await watch.quiet();
    await post(`/payments/${held.id}/capture`, {});
    await watch.quiet();
    yookassa.refundElsewhere(held.id);
    await watch.quiet();
    const declined = await create();
    yookassa.decline(declined.id);
    await watch.quiet();
    expect(events(receiver.received)).toEqual([
      'payment.waiting_for_capture',
      'payment.succeeded',
      'refund.succeeded',
      'payment.canceled',
    ]);
    const objects = receiver.received.map(({ body }) => body.object);
    expectPublished('Payment', objects[0]);
    expectPublished('Refund', objects[2]);
    expect(objects[0]).toMatchObject({ id: held.id, status: 'waiting_for_capture' });
    expect(objects[2]).toMatchObject({ payment_id: held.id, status: 'succeeded' });
    expect(receiver.received[0]?.body).toMatchObject({ type: 'notification' });
    expect(receiver.received[0]?.headers['content-type']).toBe('application/json');
  });

  test('of an expired payment come by the clock', async () => {
    const { create, clock, receiver, watch } = await setListeningStage();
    const { id } = await create();
    clock.advance(HOUR_MS);
    await watch.notification(({ state }) => state === 'delivered');
    expect(receiver.received[0]?.body).toMatchObject({ event: 'payment.canceled', object: { id } });
  });

  test('go to the URL of their own shop', async () => {
    const { create, yookassa } = await setStage([{}, {}]);
    const [first, second] = [await openReceiver(), await openReceiver()];
    const shop = yookassa.configure({ webhookUrl: second.url }, yookassa.shops()[1]?.shopId);
    yookassa.configure({ webhookUrl: first.url });
    yookassa.pay((await create({}, { shop })).id);
    await yookassa.watch.quiet();
    expect([first.received.length, second.received.length]).toEqual([0, 1]);
  });

  test('without a URL are only written down', async () => {
    const { create, yookassa } = await setStage();
    yookassa.pay((await create()).id);
    expect(yookassa.notifications()).toMatchObject([{ state: 'nowhere', attempts: [] }]);
  });
});

describe('YooKassa stand-in: redelivery', () => {
  test('anything but 200 is tried again, with growing pauses', async () => {
    const { create, yookassa, clock, receiver, watch } = await setListeningStage();
    receiver.answers.push(500, 204);
    yookassa.pay((await create()).id);
    await watch.notification(
      ({ attempts, state }) => attempts.length === 1 && state === 'retrying',
    );
    clock.advance(10_000);
    await watch.notification(
      ({ attempts, state }) => attempts.length === 2 && state === 'retrying',
    );
    clock.advance(19_999);
    expect(receiver.received).toHaveLength(2);
    clock.advance(1);
    const delivered = await watch.notification(({ state }) => state === 'delivered');
    expect(delivered.attempts.map(({ status }) => status)).toEqual([500, 204, 200]);
  });

  test('a webhook that is down gets it later, at its new address', async () => {
    const { create, yookassa, clock, receiver, watch } = await setListeningStage();
    await receiver.close();
    yookassa.pay((await create()).id);
    const failed = await watch.notification(({ state }) => state === 'retrying');
    expect(failed.attempts).toMatchObject([{ status: 0, url: receiver.url }]);
    const moved = await openReceiver();
    yookassa.configure({ webhookUrl: moved.url });
    clock.advance(10_000);
    await watch.notification(({ state }) => state === 'delivered');
    expect(events(moved.received)).toEqual(['payment.succeeded']);
  });

  test('ends after 24 hours', async () => {
    const { create, yookassa, receiver, watch } = await setListeningStage();
    receiver.answers.push(...Array.from({ length: 100 }, () => 503));
    yookassa.pay((await create()).id);
    await watch.notification(({ state }) => state === 'retrying');
    yookassa.ageBy(DAY_MS);
    const last = await watch.notification(({ state }) => state === 'given-up');
    expect(last.attempts).toHaveLength(2);
  });
});

describe('YooKassa stand-in: scripted notifications', () => {
  test('the next ones are lost', async () => {
    const { create, yookassa, receiver, watch } = await setListeningStage();
    yookassa.loseNotifications();
    yookassa.pay((await create()).id);
    yookassa.pay((await create()).id);
    await watch.quiet();
    expect(yookassa.notifications().map(({ state }) => state)).toEqual(['lost', 'delivered']);
    expect(receiver.received).toHaveLength(1);
  });

  test('the next ones come twice', async () => {
    const { create, yookassa, receiver, watch } = await setListeningStage();
    yookassa.duplicateNotifications();
    const { id } = await create();
    yookassa.pay(id);
    await watch.quiet();
    expect(receiver.received.map(({ body }) => body.object.id)).toEqual([id, id]);
  });

  test('held ones are released in reversed order', async () => {
    const { create, yookassa, receiver, watch } = await setListeningStage();
    yookassa.holdNotifications();
    const { id } = await create();
    yookassa.pay(id);
    yookassa.refundElsewhere(id);
    expect(yookassa.notifications().map(({ state }) => state)).toEqual(['held', 'held']);
    expect(yookassa.releaseNotifications({ order: 'reversed' })).toBe(2);
    await watch.quiet();
    expect(events(receiver.received)).toEqual(['refund.succeeded', 'payment.succeeded']);
    yookassa.pay((await create()).id);
    await watch.quiet();
    expect(receiver.received).toHaveLength(3);
  });

  test('delayed ones come when their time has come', async () => {
    const { create, yookassa, clock, receiver, watch } = await setListeningStage();
    yookassa.delayNotifications(60_000);
    yookassa.pay((await create()).id);
    expect(yookassa.notifications()).toMatchObject([{ state: 'delayed' }]);
    clock.advance(60_000);
    await watch.notification(({ state }) => state === 'delivered');
    expect(receiver.received).toHaveLength(1);
  });

  test('forged ones carry any body, headers and sender', async () => {
    const { yookassa, receiver } = await setListeningStage();
    const body = { type: 'notification', event: 'payment.succeeded', object: { id: 'forged' } };
    const attempt = await yookassa.sendNotification({
      body,
      headers: { 'x-forwarded-for': '185.71.76.1' },
      localAddress: '127.0.0.2',
    });
    expect(attempt).toMatchObject({ status: 200 });
    expect(receiver.received).toMatchObject([
      { body, from: '127.0.0.2', headers: { 'x-forwarded-for': '185.71.76.1' } },
    ]);
    expect(yookassa.notifications()).toMatchObject([{ byHand: true, state: 'delivered' }]);
  });

  test('an earlier one is repeated as it was, and a refused one is tried once', async () => {
    const { create, yookassa, clock, receiver, watch } = await setListeningStage();
    const { id } = await create();
    yookassa.pay(id);
    await watch.quiet();
    yookassa.refundElsewhere(id);
    await watch.quiet();
    receiver.answers.push(403);
    const [first] = yookassa.notifications();
    expect(await yookassa.repeatNotification(first?.seq ?? 0)).toMatchObject({ status: 403 });
    clock.advance(DAY_MS);
    expect(receiver.received).toHaveLength(3);
    expect(receiver.received[2]?.body).toEqual(receiver.received[0]?.body);
    await expect(yookassa.repeatNotification(99)).rejects.toThrow('No notification 99');
  });

  test('one can be kept quiet', async () => {
    const { yookassa } = await setListeningStage();
    yookassa.createPaymentElsewhere({ notify: false });
    expect(yookassa.notifications()).toEqual([]);
    yookassa.createPaymentElsewhere();
    expect(yookassa.notifications()).toMatchObject([{ event: 'payment.succeeded' }]);
    await yookassa.watch.quiet();
  });
});
