// The rows of the benchmark in Node, with what Node itself offers.
//
//   node tests/bench/node_bench.js spawn_gather 100000 1
//
// The arguments and the line of JSON that is printed are those of measure.hpp. Awaiting something
// that is not a promise lets everything ready run: that is Node's way to yield once. (It lets no
// I/O happen, and so is cheaper than a turn of the loop.)
'use strict';
const fs = require('node:fs');
const { setTimeout: sleep } = require('node:timers/promises');

// --- Many tasks at once -----------------------------------------------------

const all = (n, make) => Promise.all(Array.from({ length: n }, (_, i) => make(i)));

async function yieldOnce() { await null; }
async function sleepFor(ms) { await sleep(ms); }

async function spawn_gather(n) { await all(n, yieldOnce); }
async function sleepers(n) { await all(n, () => sleepFor(1000)); }

// The same fixed order as in measure.hpp: neighbours are far apart. Node rounds
// each of them to a millisecond.
async function sleepers_spread(n) { await all(n, (i) => sleepFor(1000 * (i * 7919 % n) / n)); }

// One signal for each. Counted from when all of them sleep.
async function cancel(n, watch) {
  const hour = 3600 * 1000;
  const controllers = Array.from({ length: n }, () => new AbortController());
  const tasks = controllers.map(async ({ signal }) => { await sleep(hour, null, { signal }); });
  await null;

  watch.start();
  for (const controller of controllers) controller.abort();
  const ends = await Promise.allSettled(tasks);
  if (!ends.every((end) => end.status === 'rejected')) throw new Error('not cancelled');
}

// --- One operation after another --------------------------------------------

async function answer(i) { return i; }
async function answerNextTurn(i) {
  await null;
  return i;
}

function expect(sum, n) {
  if (sum !== n * (n - 1) / 2) throw new Error('wrong sum');
}

async function await_chain(n) {
  let sum = 0;
  for (let i = 0; i < n; ++i) sum += await answer(i);
  expect(sum, n);
}

// How Node programs write a time limit: the work races a timer.
async function within(ms, work) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('timeout')), ms);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

async function waitForEach(n, work) {
  let sum = 0;
  for (let i = 0; i < n; ++i) sum += await within(10000, work(i));
  expect(sum, n);
}
async function wait_for(n) { await waitForEach(n, answer); }
async function wait_for_yield(n) { await waitForEach(n, answerNextTurn); }

// Node has no awaitable queue; this one holds one item, which is enough here.
class Queue {
  #items = [];
  #getters = [];
  #putters = [];
  async put(item) {
    while (this.#items.length > 0) await new Promise((wake) => this.#putters.push(wake));
    this.#items.push(item);
    this.#getters.shift()?.();
  }
  async get() {
    while (this.#items.length === 0) await new Promise((wake) => this.#getters.push(wake));
    this.#putters.shift()?.();
    return this.#items.shift();
  }
}

async function echo(pings, pongs, n) {
  for (let i = 0; i < n; ++i) await pongs.put(await pings.get());
}

async function queue(n) {
  const pings = new Queue();
  const pongs = new Queue();
  const partner = echo(pings, pongs, n);
  let sum = 0;
  for (let i = 0; i < n; ++i) {
    await pings.put(i);
    sum += await pongs.get();
  }
  await partner;
  expect(sum, n);
}

// --- The program ------------------------------------------------------------

const rows = { spawn_gather, sleepers, sleepers_spread, await_chain, wait_for, wait_for_yield,
  queue, cancel };

// CPU time is that of the whole process: all its threads, user and system.
class Stopwatch {
  start() {
    this.wall = process.hrtime.bigint();
    this.cpu = process.cpuUsage();
  }
  stop() {
    const { user, system } = process.cpuUsage(this.cpu);
    return { cpu: 1000 * (user + system), wall: Number(process.hrtime.bigint() - this.wall) };
  }
}

// Resident bytes: VmRSS, now, or VmHWM, at the peak; 0 without /proc.
function memory(which) {
  if (!fs.existsSync('/proc/self/status')) return 0;
  const status = fs.readFileSync('/proc/self/status', 'utf8');
  return 1024 * Number(new RegExp(`${which}:\\s*(\\d+)`).exec(status)[1]);
}

async function measure(name, n, warmRounds) {
  const watch = new Stopwatch();
  const before = memory('VmRSS');
  const rounds = [];
  let used = 0;
  for (let round = 0; round <= warmRounds; ++round) {
    watch.start();
    await rows[name](n, watch);
    rounds.push(watch.stop());
    if (round === 0) used = memory('VmHWM') - before;
  }
  const warm = warmRounds > 0 ? rounds.slice(1) : rounds;
  console.log(JSON.stringify({
    row: name,
    n,
    cpu_ns_per_op: Math.min(...warm.map((r) => r.cpu)) / n,
    wall_ns_per_op: Math.min(...warm.map((r) => r.wall)) / n,
    cold_cpu_ns_per_op: rounds[0].cpu / n,
    rss_bytes_per_task: used / n,
  }));
}

const [name, n, warmRounds = 1] = process.argv.slice(2);
if (!Object.hasOwn(rows, name ?? '') || !(Number(n) > 0)) {
  console.error(`usage: node_bench.js ROW N [WARM_ROUNDS]; rows: ${Object.keys(rows).join(' ')}`);
  process.exit(2);
}
measure(name, Number(n), Number(warmRounds));
