"""A step of sine-gordon-two-body with the defaults, in JAX: what `./sdze bench --jax PYTHON` compares ours with.

The same algorithm as ours: one hidden layer of tanh units, Gauss-Newton in the sample space, the Laplacian by the span,
so that the network's is sum_j v_j tanh''(z_j) |w_j|^2, rows in factored form (docs/method.md, 2b and 4). Everything in
single precision and one compiled function; tanh''' in closed form. Reads seconds, one number a line, makes steps for as
long, and answers with the median of their milliseconds.

    echo 5 | python jax_step.py 100 512 400
"""

import sys
import time

import jax
import jax.numpy as jnp

dim, width, batch = (int(word) for word in sys.argv[1:4])
damping, rate = 1e-3, 1.4
jax.config.update("jax_default_matmul_precision", "highest")
keys = jax.random.split(jax.random.PRNGKey(0), 4)
c = jax.random.normal(keys[0], (dim - 1,))
weights = (
    jax.random.normal(keys[1], (dim, width)) / dim**0.5,
    jax.random.normal(keys[2], (width,)) / 2,
    jax.random.normal(keys[3], (width,)) / width**0.5,
    jnp.zeros(()),
)


def points(key):
    directions, radii = jax.random.split(key)
    x = jax.random.normal(directions, (batch, dim))
    return x / jnp.linalg.norm(x, axis=1, keepdims=True) * jax.random.uniform(radii, (batch, 1))


def source(x):
    """Of u* = (1 - |x|^2) sum_i c_i sin(x_i + cos x_i+1 + x_i+1 cos x_i); and the factor."""
    sine, cosine = jnp.sin(x), jnp.cos(x)
    p, q, sp, cp, sq, cq = x[:, :-1], x[:, 1:], sine[:, :-1], cosine[:, :-1], sine[:, 1:], cosine[:, 1:]
    t = p + cq + q * cp
    st, ct = jnp.sin(t), jnp.cos(t)
    tp, tq = 1 - q * sp, cp - sq
    value, along = st @ c, (ct * (p * tp + q * tq)) @ c
    laplacian = -(st * (tp * tp + tq * tq) + ct * (q * cp + cq)) @ c
    w = 1 - jnp.sum(x * x, axis=1)
    return w, w * laplacian - 4 * along - 2 * dim * value + jnp.sin(w * value)


def step(state, key, rate):
    W, b, v, v0 = state
    x = points(key)
    w, g = source(x)
    z = x @ W
    squares = jnp.sum(W * W, axis=0)
    y = jnp.tanh(z + b)
    s1 = 1 - y * y
    s2 = -2 * y * s1
    s3 = -2 * s1 * s1 - 2 * y * s2
    value = y @ v + v0
    residual = w * (s2 @ (squares * v)) - 4 * ((s1 * z) @ v) - 2 * dim * value + jnp.sin(w * value) - g
    w, by_value = w[:, None], (w * jnp.cos(w * value) - 2 * dim)[:, None]
    by_output = by_value * y - 4 * s1 * z + w * s2 * squares
    by_bias = (by_value * s1 - 4 * s2 * z + w * s3 * squares) * v
    by_point = by_bias - 4 * s1 * v
    by_norm = 2 * w * s2 * v
    cross = (z * by_point) @ by_norm.T
    kernel = (x @ x.T) * (by_point @ by_point.T) + cross + cross.T + (by_norm * squares) @ by_norm.T
    kernel += by_bias @ by_bias.T + by_output @ by_output.T + by_value @ by_value.T
    kernel /= batch
    kernel += damping * jnp.mean(jnp.diag(kernel)) * jnp.eye(batch)
    a = rate * jax.scipy.linalg.solve(kernel, residual / batch, assume_a="pos")
    return (
        W - x.T @ (a[:, None] * by_point) - W * (a @ by_norm),
        b - a @ by_bias,
        v - a @ by_output,
        v0 - a @ by_value[:, 0],
    ), jnp.mean(residual**2)


step = jax.jit(step, donate_argnums=0)
made = 0
for line in sys.stdin:
    times = []
    begin = time.perf_counter()
    while not times or time.perf_counter() - begin < float(line):
        last = time.perf_counter()
        weights, loss = step(weights, jax.random.fold_in(keys[0], made), rate * max(0.0, 1 - made / 5000))
        loss.block_until_ready()
        times.append(1e3 * (time.perf_counter() - last))
        made += 1
    print(sorted(times)[len(times) // 2], float(loss), len(times), flush=True)
