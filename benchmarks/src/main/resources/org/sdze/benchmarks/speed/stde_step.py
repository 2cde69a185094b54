"""A step of STDE's recipe on sine-gordon-two-body, in JAX (Hu, Shi, Karniadakis, Kawaguchi: arXiv:2412.00088).

A network 4 x 128 of tanh units behind the factor 1 - |x|^2, 100 points a step, the Laplacian from the second Taylor
coefficients along 16 coordinates drawn for the step, backpropagation, Adam at 1e-3 falling to 0 over 10,000 steps. Reads
seconds, one number a line, makes steps for as long, and answers with the median of their milliseconds.

    echo 5 | python stde_step.py 100
"""

import sys
import time

import jax
import jax.numpy as jnp
from jax.experimental.jet import jet

dim, width, depth, batch, directions = int(sys.argv[1]), 128, 4, 100, 16
keys = jax.random.split(jax.random.PRNGKey(0), depth + 2)
c = jax.random.normal(keys[0], (dim - 1,))
sizes = [dim] + depth * [width] + [1]
weights = [
    (jax.random.normal(key, (m, k)) * (2 / (m + k)) ** 0.5, jnp.zeros(k))
    for key, m, k in zip(keys[1:], sizes[:-1], sizes[1:])
]


def points(key):
    normal, radii = jax.random.split(key)
    x = jax.random.normal(normal, (batch, dim))
    return x / jnp.linalg.norm(x, axis=1, keepdims=True) * jax.random.uniform(radii, (batch, 1))


def source(x):
    """Of u* = (1 - |x|^2) sum_i c_i sin(x_i + cos x_i+1 + x_i+1 cos x_i)."""
    p, q = x[:, :-1], x[:, 1:]
    t = p + jnp.cos(q) + q * jnp.cos(p)
    st, ct = jnp.sin(t), jnp.cos(t)
    tp, tq = 1 - q * jnp.sin(p), jnp.cos(p) - jnp.sin(q)
    value, along = st @ c, (ct * (p * tp + q * tq)) @ c
    laplacian = -(st * (tp * tp + tq * tq) + ct * (q * jnp.cos(p) + jnp.cos(q))) @ c
    w = 1 - jnp.sum(x * x, axis=1)
    return w * laplacian - 4 * along - 2 * dim * value + jnp.sin(w * value)


def trial(weights, x):
    y = x
    for W, b in weights[:-1]:
        y = jnp.tanh(y @ W + b)
    return (1 - jnp.sum(x * x)) * (y @ weights[-1][0] + weights[-1][1])[0]


def residual(weights, x, g, axes):
    def second(axis):
        e = jnp.zeros(dim).at[axis].set(1.0)
        u, (_, second) = jet(lambda x: trial(weights, x), (x,), ((e, jnp.zeros(dim)),))
        return u, second

    u, seconds = jax.vmap(second)(axes)
    return jnp.mean(seconds) * dim + jnp.sin(u[0]) - g


def step(state, key, k):
    weights, first, second = state
    drawn, chosen = jax.random.split(key)
    x = points(drawn)
    axes = jax.random.randint(chosen, (directions,), 0, dim)
    loss, gradient = jax.value_and_grad(
        lambda w: jnp.mean(jax.vmap(residual, (None, 0, 0, None))(w, x, source(x), axes) ** 2)
    )(weights)
    first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, gradient)
    second = jax.tree.map(lambda s, g: 0.999 * s + 0.001 * g * g, second, gradient)
    rate = 1e-3 * jnp.maximum(0.0, 1 - k / 10_000) * jnp.sqrt(1 - 0.999 ** (k + 1)) / (1 - 0.9 ** (k + 1))
    weights = jax.tree.map(lambda w, m, s: w - rate * m / (jnp.sqrt(s) + 1e-8), weights, first, second)
    return (weights, first, second), loss


step = jax.jit(step, donate_argnums=0)
state = (weights, jax.tree.map(jnp.zeros_like, weights), jax.tree.map(jnp.zeros_like, weights))
made = 0
for line in sys.stdin:
    times = []
    begin = time.perf_counter()
    while not times or time.perf_counter() - begin < float(line):
        last = time.perf_counter()
        state, loss = step(state, jax.random.fold_in(keys[0], made), made)
        loss.block_until_ready()
        times.append(1e3 * (time.perf_counter() - last))
        made += 1
    print(sorted(times)[len(times) // 2], float(loss), len(times), flush=True)
