// MQTT.js against the broker that mqtt_js_test.py has started: every test over each door.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, describe, test } from 'node:test';

const settings = JSON.parse(process.env.LMQ_INTEROP);
const mqtt = createRequire(settings.modules + '/')('mqtt');
const deadline = 30_000;
const suiteDeadline = 120_000; // a broker under a sanitizer is slow

const password = (key = settings.secret_key) => createHmac('sha1', key).update(settings.group).digest('base64');

// A client whose messages are taken one by one.
class Device {
  static all = [];

  constructor(url, clientId, options = {}) {
    this.messages = [];
    this.takers = [];
    this.client = mqtt.connect(url, {
      clientId, username: settings.access_key, password: password(), protocolVersion: 4, clean: true,
      reconnectPeriod: 50, ca: settings.ca_file ? readFileSync(settings.ca_file) : undefined, ...options,
    });
    this.client.on('error', () => {}); // the tests ask for it with once()
    this.client.on('message', (topic, payload, { qos, retain }) => {
      const message = { topic, payload: payload.toString(), qos, retain };
      const taker = this.takers.shift();
      if (taker) taker(message); else this.messages.push(message);
    });
    Device.all.push(this);
  }

  static async connected(url, clientId, options) {
    const device = new Device(url, clientId, options);
    const [connack] = await once(device.client, 'connect', { signal: AbortSignal.timeout(deadline) });
    assert.equal(connack.returnCode, 0);
    return device;
  }

  next() {
    if (this.messages.length > 0) return Promise.resolve(this.messages.shift());
    return new Promise((resolve) => this.takers.push(resolve));
  }
}

after(() => Promise.all(Device.all.map(({ client }) => client.endAsync(true))));

for (const [door, url] of Object.entries(settings.urls)) {
  describe(door, { timeout: suiteDeadline }, () => {
    const id = (role) => `${settings.group}@@@js-${door}-${role}`;
    const topicOf = (level) => `TopicA/js/${door}/${level}`;
    const connected = (role, options) => Device.connected(url, id(role), options);

    test('every QoS of publisher and subscriber', async () => {
      const sender = await connected('qos-sender');
      for (const subscribed of [0, 1, 2]) {
        const topic = topicOf(`qos/${subscribed}`);
        const receiver = await connected(`qos-receiver-${subscribed}`);
        const [granted] = await receiver.client.subscribeAsync(topic, { qos: subscribed });
        assert.equal(granted.qos, subscribed);
        for (const published of [0, 1, 2]) {
          await sender.client.publishAsync(topic, `${published} to ${subscribed}`, { qos: published });
          assert.deepEqual(await receiver.next(), {
            topic, payload: `${published} to ${subscribed}`, qos: Math.min(published, subscribed), retain: false,
          });
        }
      }
    });

    test('many messages arrive once and in order', async () => {
      const one = await connected('many');
      const topic = topicOf('many');
      await one.client.subscribeAsync(topic, { qos: 2 });
      for (const qos of [0, 1, 2]) {
        const sent = Array.from({ length: 300 }, (_, number) => `${qos}: ${number}`);
        const done = sent.map((payload) => one.client.publishAsync(topic, payload, { qos }));
        for (const payload of sent) assert.deepEqual(await one.next(), { topic, payload, qos, retain: false });
        await Promise.all(done);
      }
    });

    test('peer to peer reaches its target and nobody else', async () => {
      const target = await connected('p2p-target');
      const bystander = await connected('p2p-bystander');
      await bystander.client.subscribeAsync('TopicA/#', { qos: 1 });
      const sender = await connected('p2p-sender');
      const topic = `TopicA/p2p/${id('p2p-target')}`;
      for (const qos of [0, 1, 2]) {
        await sender.client.publishAsync(topic, `for you ${qos}`, { qos });
        assert.deepEqual(await target.next(), { topic, payload: `for you ${qos}`, qos, retain: false });
      }
      await sender.client.publishAsync(topicOf('p2p-end'), 'end', { qos: 1 });
      for (;;) {
        const message = await bystander.next();
        assert.ok(!message.topic.startsWith('TopicA/p2p/'));
        if (message.topic === topicOf('p2p-end')) break;
      }
    });

    test('a payload of 64 KiB', async () => {
      const one = await connected('big');
      const topic = topicOf('big');
      await one.client.subscribeAsync(topic, { qos: 2 });
      for (const qos of [0, 1, 2]) {
        await one.client.publishAsync(topic, 'x'.repeat(65536), { qos });
        assert.equal((await one.next()).payload, 'x'.repeat(65536));
      }
    });

    test('a retained message', async () => {
      const sender = await connected('retained-sender');
      const topic = topicOf('retained');
      await sender.client.publishAsync(topic, 'kept', { qos: 1, retain: true });
      const late = await connected('retained-late');
      await late.client.subscribeAsync(topic, { qos: 1 });
      assert.deepEqual(await late.next(), { topic, payload: 'kept', qos: 1, retain: true });
      await sender.client.publishAsync(topic, '', { qos: 1, retain: true });
    });

    test('the will of a cut connection', async () => {
      const heir = await connected('heir');
      const topic = topicOf('will');
      await heir.client.subscribeAsync(topic, { qos: 1 });
      const mortal = await connected('mortal', { will: { topic, payload: 'gone', qos: 1 }, reconnectPeriod: 0 });
      mortal.client.stream.destroy();
      assert.deepEqual(await heir.next(), { topic, payload: 'gone', qos: 1, retain: false });
    });

    test('a wrong password is refused with CONNACK 4', async () => {
      const wrong = new Device(url, id('wrong'), { password: password('another secret'), reconnectPeriod: 0 });
      const [error] = await once(wrong.client, 'error', { signal: AbortSignal.timeout(deadline) });
      assert.equal(error.code, 4);
    });

    test('comes back to its persistent session by itself', async () => {
      const one = await connected('back', { clean: false });
      const topic = topicOf('back');
      await one.client.subscribeAsync(topic, { qos: 1 });
      const back = once(one.client, 'connect', { signal: AbortSignal.timeout(deadline) });
      const kick = await fetch(`${settings.control}/sessions/${encodeURIComponent(id('back'))}/kick`, { method: 'POST' });
      assert.equal(kick.status, 200);
      const [connack] = await back;
      assert.equal(connack.sessionPresent, true);
      const sender = await connected('back-sender');
      await sender.client.publishAsync(topic, 'welcome', { qos: 1 });
      assert.deepEqual(await one.next(), { topic, payload: 'welcome', qos: 1, retain: false });
    });

    if (url.startsWith('mqtts') || url.startsWith('wss')) {
      test('a certificate of an unknown authority is refused by the client', async () => {
        const stranger = new Device(url, id('stranger'), { ca: undefined, reconnectPeriod: 0 });
        const [error] = await once(stranger.client, 'error', { signal: AbortSignal.timeout(deadline) });
        assert.match(error.code, /SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT/);
      });
    }
  });
}
