// Paho's JavaScript client in a browser: every test over each door, each result posted to the page's server.

const settings = await (await fetch('/settings.json')).json();
const deadline = 30_000;
const { Client, Message } = Paho;

async function password(secret = settings.secret_key) {
  const bytes = (text) => new TextEncoder().encode(text);
  const key = await crypto.subtle.importKey('raw', bytes(secret), { name: 'HMAC', hash: 'SHA-1' }, false, ['sign']);
  return btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes(settings.group)))));
}

function within(promise, what) {
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error(`no ${what} in ${deadline} ms`)), deadline));
  return Promise.race([promise, late]);
}

function expect(actual, expected) {
  const [one, other] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (one !== other) throw new Error(`${one.slice(0, 300)} instead of ${other.slice(0, 300)}`);
}

class Events {
  #kept = [];
  #takers = [];

  add(event) {
    const taker = this.#takers.shift();
    if (taker) taker(event); else this.#kept.push(event);
  }

  next(what) {
    if (this.#kept.length > 0) return Promise.resolve(this.#kept.shift());
    return within(new Promise((resolve) => this.#takers.push(resolve)), what);
  }
}

// A client whose callbacks can be waited for.
class Device {
  constructor(url, clientId) {
    this.messages = new Events();
    this.delivered = new Events();
    this.connects = new Events();
    this.client = new Client(url, clientId);
    this.client.onMessageArrived = (message) => this.messages.add(message);
    this.client.onMessageDelivered = (message) => this.delivered.add(message);
    this.client.onConnected = (reconnected) => this.connects.add(reconnected);
    this.client.onConnectionLost = () => {};
  }

  static async connected(url, clientId, options) {
    const device = new Device(url, clientId);
    await device.connect(options);
    return device;
  }

  async connect(options = {}) {
    const signed = { userName: settings.access_key, password: await password(), mqttVersion: 4, mqttVersionExplicit: true };
    await within(new Promise((resolve, reject) => {
      this.client.connect({
        ...signed, ...options, onSuccess: resolve, onFailure: (failure) => reject(new Error(failure.errorMessage)),
      });
    }), 'CONNACK');
    expect(await this.connects.next('onConnected'), false);
  }

  subscribe(filter, qos) {
    return within(new Promise((resolve, reject) => {
      this.client.subscribe(filter, {
        qos, onSuccess: ({ grantedQos }) => resolve(grantedQos), onFailure: (failure) => reject(new Error(failure.errorMessage)),
      });
    }), 'SUBACK');
  }

  // Resolves when the handshake of its QoS is done.
  async publish(topic, payload, qos, retained = false) {
    this.client.send(topic, payload, qos, retained);
    await this.delivered.next('onMessageDelivered');
  }

  async next() {
    const { destinationName, payloadString, qos, retained } = await this.messages.next('message');
    return [destinationName, payloadString, qos, retained];
  }
}

const tests = {
  async 'every QoS of publisher and subscriber'({ topic, connected }) {
    const sender = await connected('qos-sender');
    for (const subscribed of [0, 1, 2]) {
      const receiver = await connected(`qos-receiver-${subscribed}`);
      expect(Array.from(await receiver.subscribe(topic(subscribed), subscribed)), [subscribed]);
      for (const published of [0, 1, 2]) {
        const payload = `${published} to ${subscribed}`;
        await sender.publish(topic(subscribed), payload, published);
        expect(await receiver.next(), [topic(subscribed), payload, Math.min(published, subscribed), false]);
      }
    }
  },

  async 'many messages arrive once and in order'({ topic, connected }) {
    const one = await connected('many');
    await one.subscribe(topic('many'), 2);
    for (const qos of [0, 1, 2]) {
      const sent = Array.from({ length: 200 }, (_, number) => `${qos}: ${number}`);
      for (const payload of sent) one.client.send(topic('many'), payload, qos);
      for (const payload of sent) expect(await one.next(), [topic('many'), payload, qos, false]);
    }
  },

  async 'peer to peer reaches its target and nobody else'({ topic, id, connected }) {
    const target = await connected('p2p-target');
    const bystander = await connected('p2p-bystander');
    await bystander.subscribe('TopicA/#', 1);
    const sender = await connected('p2p-sender');
    const direct = `TopicA/p2p/${id('p2p-target')}`;
    for (const qos of [0, 1, 2]) {
      await sender.publish(direct, `for you ${qos}`, qos);
      expect(await target.next(), [direct, `for you ${qos}`, qos, false]);
    }
    await sender.publish(topic('p2p-end'), 'end', 1);
    expect(await bystander.next(), [topic('p2p-end'), 'end', 1, false]);
  },

  async 'a payload of 64 KiB'({ topic, connected }) {
    const one = await connected('big');
    await one.subscribe(topic('big'), 2);
    for (const qos of [0, 1, 2]) {
      await one.publish(topic('big'), 'x'.repeat(65536), qos);
      expect(await one.next(), [topic('big'), 'x'.repeat(65536), qos, false]);
    }
  },

  async 'a retained message'({ topic, connected }) {
    const sender = await connected('retained-sender');
    await sender.publish(topic('retained'), 'kept', 1, true);
    const late = await connected('retained-late');
    await late.subscribe(topic('retained'), 1);
    expect(await late.next(), [topic('retained'), 'kept', 1, true]);
    await sender.publish(topic('retained'), '', 1, true);
  },

  async 'the will of a cut connection'({ topic, id, connected, kick }) {
    const heir = await connected('heir');
    await heir.subscribe(topic('will'), 1);
    const willMessage = new Message('gone');
    willMessage.destinationName = topic('will');
    willMessage.qos = 1;
    await connected('mortal', { willMessage });
    await kick(id('mortal'));
    expect(await heir.next(), [topic('will'), 'gone', 1, false]);
  },

  async 'a wrong password is refused with CONNACK 4'({ id, url }) {
    const wrong = new Device(url, id('wrong'));
    const refused = await wrong.connect({ password: await password('another secret') }).then(() => null, (error) => error);
    expect(/return code:\s*4/.test(refused?.message), true);
  },

  async 'comes back to its persistent session by itself'({ topic, id, connected, kick }) {
    const one = await connected('back', { cleanSession: false, reconnect: true });
    await one.subscribe(topic('back'), 1);
    await kick(id('back'));
    expect(await one.connects.next('onConnected after the kick'), true);
    const sender = await connected('back-sender');
    await sender.publish(topic('back'), 'welcome', 1);
    expect(await one.next(), [topic('back'), 'welcome', 1, false]);
  },
};

async function post(path, body) {
  const answer = await fetch(path, { method: 'POST', body });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
}

for (const [door, url] of Object.entries(settings.urls)) {
  for (const [name, test] of Object.entries(tests)) {
    const devices = [];
    const id = (role) => `${settings.group}@@@page-${door}-${role}`;
    const connected = async (role, options) => {
      devices.push(await Device.connected(url, id(role), options));
      return devices.at(-1);
    };
    const about = { url, id, connected, topic: (level) => `TopicA/page/${door}/${level}`, kick: (client) => post('/kick', client) };
    const error = await test(about).then(() => null, (reason) => String(reason?.stack ?? reason));
    for (const { client } of devices) if (client.isConnected()) client.disconnect();
    await post('/result', JSON.stringify({ door, name, error }));
  }
}
await post('/result', JSON.stringify({ done: true }));
