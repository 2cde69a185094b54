// A Gauss-Newton step of a network with one hidden layer on the unit ball, from random points to updated weights.
//
// u(x) = (1 - |x|^2) N(x), N(x) = sum_j a_j s(x.w_j + b_j) + c; the residual is Lap u + f(u) - g (docs/method.md 2b, 4c).
// Points are never stored: x_p = rho_p xi_p, whose normals xi are drawn again from a counter wherever they are needed.
// Every xi is rounded to half precision, 11 bits, when it is drawn, so that the tensor cores multiply by it exactly; what it
// multiplies is scaled by a power of two and split into two such numbers, which together hold 22 bits. No atomics: the
// grid alone fixes all sums.
//
// Arrays (row-major): W [d, hp], hp a multiple of 128, columns from h on are zero; np points, a multiple of the group of
// 16 MT; everything of a point beyond n is zero. Compiled by NVRTC, or by g++ for the stand-in (STANDIN).
#ifndef STANDIN
typedef unsigned int u32;
typedef unsigned long long u64;
#define DEV __device__ __forceinline__
#define KERNEL extern "C" __global__
#define BOUNDS(t, b) __launch_bounds__(t, b)
#define SHARED __shared__ __align__(16)
extern __shared__ __align__(16) float dynamicShared[];
// c += a b, 16 x 16 by 16 x 8 in half precision, sums in float.
DEV void mma(float* c, const u32* a, u32 b0, u32 b1) {
  asm volatile(
      "mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
      : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}
DEV u32 pack(float low, float high) {  // to half precision, to nearest
  u32 r;
  asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(r) : "f"(high), "f"(low));
  return r;
}
DEV void unpack(u32 p, float* low, float* high) {
  asm("{.reg .b16 l, h; mov.b32 {l, h}, %2; cvt.f32.f16 %0, l; cvt.f32.f16 %1, h;}" : "=f"(*low), "=f"(*high) : "r"(p));
}
DEV float logarithm2(float x) {
  float y;
  asm("lg2.approx.f32 %0, %1;" : "=f"(y) : "f"(x));
  return y;
}
DEV float root(float x) {
  float y;
  asm("sqrt.approx.f32 %0, %1;" : "=f"(y) : "f"(x));
  return y;
}
DEV float fromLane(float x, int lane) { return __shfl_sync(0xffffffffu, x, lane); }
DEV float bitsToFloat(u32 b) { return __uint_as_float(b); }
DEV u32 floatToBits(float f) { return __float_as_uint(f); }
DEV void sineCosine(float x, float* s, float* c) { __sincosf(x, s, c); }  // |x| < 3.2: 2^-21 at worst
#endif

#define TILE 64       // coordinates of a tile
#define BLOCK 128     // columns of W that a block of threads holds
#define THREADS 512   // of the passes over W
#define SIDE 32       // of a tile of the n equations

#define TANH 0
#define SINE 1
#define POISSON 0
#define ALLEN_CAHN 1
#define SINE_GORDON 2

// What changes from step to step; everything else of a launch stays, so that launches are recorded once.
struct Step {
  u32 step;
  u32 key0;
  u32 key1;
  float rate;
  float damping;
};

struct Normals { float a0, a1, b0, b1; };
struct alignas(16) Words { u32 x, y, z, w; };

// Philox-4x32-10 (Salmon et al. 2011).
DEV void philox(u32 c[4], u32 k0, u32 k1) {
#pragma unroll
  for (int r = 0; r < 10; r++) {
    u32 h0 = __umulhi(0xD2511F53u, c[0]), l0 = 0xD2511F53u * c[0];
    u32 h1 = __umulhi(0xCD9E8D57u, c[2]), l1 = 0xCD9E8D57u * c[2];
    c[0] = h1 ^ c[1] ^ k0;
    c[1] = l1;
    c[2] = h0 ^ c[3] ^ k1;
    c[3] = l0;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
}

// The uniform number under the logarithm: 23 bits and a half, so never 0 and never 1.
DEV float uniform(u32 a) { return ((float)(a >> 9) + 0.5f) * 1.1920929e-7f; }

#define TWO_LN2 1.3862944f
#define TWO_PI 6.2831853f

// Box-Muller.
DEV void normal2(u32 a, u32 b, float* n0, float* n1) {
  float r = root(-TWO_LN2 * logarithm2(uniform(a))), s, c;
  sineCosine(((float)(b >> 9) * 1.1920929e-7f - 0.5f) * TWO_PI, &s, &c);
  *n0 = -r * c;  // half a turn was taken off
  *n1 = -r * s;
}

// The normals of the coordinates 2 k (a0, b0) and 2 k + 1 (a1, b1) of the points 2 q (a) and 2 q + 1 (b).
DEV Normals draw(u32 k, u32 q, u32 purpose, const Step& s) {
  u32 c[4] = {k, q, s.step, purpose};
  philox(c, s.key0, s.key1);
  Normals v;
  normal2(c[0], c[1], &v.a0, &v.a1);
  normal2(c[2], c[3], &v.b0, &v.b1);
  return v;
}

// Two numbers as two pairs of halves that add up to them, to 22 bits.
DEV void split(float x, float y, u32* high, u32* low) {
  float hx, hy;
  *high = pack(x, y);
  unpack(*high, &hx, &hy);
  *low = pack(x - hx, y - hy);
}

// The power of two that brings a positive x into [1, 2); 1 for zero.
DEV float toUnit(float x) { return x > 1e-30f ? bitsToFloat(0x7F000000u - (floatToBits(x) & 0x7F800000u)) : 1.0f; }

// Tiles first .. last - 1 of this block: whole runs of neighbours, so that a sum over neighbours crosses few borders.
DEV void range(int d, int* first, int* last) {
  int tiles = (d + TILE - 1) / TILE;
  *first = (int)((u64)tiles * blockIdx.x / gridDim.x);
  *last = (int)((u64)tiles * (blockIdx.x + 1) / gridDim.x);
}

// Draws the pairs of coordinates of a tile for 16 MT points, zero from d on.
template <int MT, class Store>
DEV void drawTile(int base, int d, int group, u32 purpose, const Step& s, Store store) {
  const int duos = 8 * MT;
  for (int call = threadIdx.x; call < TILE / 2 * duos; call += THREADS) {
    int pair = call / duos, duo = call % duos, i = base + 2 * pair;
    Normals v = {0.0f, 0.0f, 0.0f, 0.0f};
    if (i < d) v = draw((u32)(i >> 1), (u32)(group * duos + duo), purpose, s);
    if (i + 1 >= d) v.a1 = v.b1 = 0.0f;
    store(pair, duo, v);
  }
}

// x[pair of coordinates][point], both coordinates in a word: what xi W and xi xi^T take.
template <int MT, int STRIDE>
DEV void drawByPoints(u32* x, int base, int d, int group, u32 purpose, const Step& s) {
  drawTile<MT>(base, d, group, purpose, s, [=](int pair, int duo, const Normals& v) {
    x[pair * STRIDE + 2 * duo] = pack(v.a0, v.a1);
    x[pair * STRIDE + 2 * duo + 1] = pack(v.b0, v.b1);
  });
}

// x[coordinate][pair of points], both points in a word: what xi^T t takes.
template <int MT, int STRIDE>
DEV void drawByCoordinates(u32* x, int base, int d, int group, u32 purpose, const Step& s) {
  drawTile<MT>(base, d, group, purpose, s, [=](int pair, int duo, const Normals& v) {
    x[2 * pair * STRIDE + duo] = pack(v.a0, v.b0);
    x[(2 * pair + 1) * STRIDE + duo] = pack(v.a1, v.b1);
  });
}

// ---- Known answers, for tests.

KERNEL void philoxBits(u32* out, int calls, u32 c1, u32 c2, u32 c3, u32 k0, u32 k1) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= calls) return;
  u32 c[4] = {(u32)i, c1, c2, c3};
  philox(c, k0, k1);
  for (int k = 0; k < 4; k++) out[4 * i + k] = c[k];
}

// xi[p][i] for the first `points` points.
KERNEL void normals(float* out, int points, int d, const Step* step, u32 purpose) {
  Step s = *step;
  int pairs = (d + 1) / 2;
  for (int o = blockIdx.x * blockDim.x + threadIdx.x; o < pairs * (points / 2); o += gridDim.x * blockDim.x) {
    int k = o % pairs, q = o / pairs;
    Normals v = draw((u32)k, (u32)q, purpose, s);
    unpack(pack(v.a0, v.a1), &v.a0, &v.a1);
    unpack(pack(v.b0, v.b1), &v.b0, &v.b1);
    out[(u64)(2 * q) * d + 2 * k] = v.a0;
    out[(u64)(2 * q + 1) * d + 2 * k] = v.b0;
    if (2 * k + 1 < d) {
      out[(u64)(2 * q) * d + 2 * k + 1] = v.a1;
      out[(u64)(2 * q + 1) * d + 2 * k + 1] = v.b1;
    }
  }
}

// W ~ N(0, scale^2) in its first h columns.
KERNEL void drawWeights(float* w, int d, int h, int hp, float scale, const Step* step, u32 purpose) {
  Step s = *step;
  u64 quads = (u64)d * (hp / 4);
  for (u64 o = blockIdx.x * (u64)blockDim.x + threadIdx.x; o < quads; o += (u64)gridDim.x * blockDim.x) {
    Normals v = draw((u32)o, (u32)(o >> 32), purpose, s);
    int j = (int)(o % (hp / 4)) * 4;
    float* to = w + 4 * o;
    to[0] = j < h ? scale * v.a0 : 0.0f;
    to[1] = j + 1 < h ? scale * v.a1 : 0.0f;
    to[2] = j + 2 < h ? scale * v.b0 : 0.0f;
    to[3] = j + 3 < h ? scale * v.b1 : 0.0f;
  }
}

// What the device's memory can do at best, to stand beside a step.
KERNEL void copy(const float4* from, float4* to, u64 quads) {
  for (u64 i = blockIdx.x * (u64)blockDim.x + threadIdx.x; i < quads; i += (u64)gridDim.x * blockDim.x) to[i] = from[i];
}

// ---- |xi|^2, without sine or cosine: the squares of a pair add up to -2 log u. One call of the generator is two points.
// squares[block][np]
KERNEL void BOUNDS(256, 4) radii(float* squares, int d, int np, const Step* step, u32 purpose) {
  SHARED float red[2 * 256];
  Step s = *step;
  int pairs = (d + 1) / 2, duos = np / 2;
  int from = (int)((u64)pairs * blockIdx.x / gridDim.x), to = (int)((u64)pairs * (blockIdx.x + 1) / gridDim.x);
  for (int first = 0; first < duos; first += 32) {  // 32 duos at a time, 8 threads each
    int width = duos - first < 32 ? duos - first : 32;
    int slices = 256 / width, duo = threadIdx.x % width, slice = threadIdx.x / width;
    float a = 0.0f, b = 0.0f;
    if (slice < slices)
      for (int k = from + slice; k < to; k += slices) {
        u32 c[4] = {(u32)k, (u32)(first + duo), s.step, purpose};
        philox(c, s.key0, s.key1);
        if (2 * k + 1 < d) {
          a -= TWO_LN2 * logarithm2(uniform(c[0]));
          b -= TWO_LN2 * logarithm2(uniform(c[2]));
        } else {  // the last coordinate of an odd number stands alone
          float n0, n1;
          normal2(c[0], c[1], &n0, &n1);
          a += n0 * n0;
          normal2(c[2], c[3], &n0, &n1);
          b += n0 * n0;
        }
      }
    __syncthreads();
    red[2 * threadIdx.x] = a;
    red[2 * threadIdx.x + 1] = b;
    __syncthreads();
    if ((int)threadIdx.x < 2 * width) {
      float sum = 0.0f;
      for (int k = 0; k < slices; k++) sum += red[2 * (k * width) + threadIdx.x];
      squares[(u64)blockIdx.x * np + 2 * first + threadIdx.x] = sum;
    }
  }
}

// rho_p = r_p / |xi_p|, r_p uniform in (0, 1), zero beyond n; and the squared norms of the columns of W.
KERNEL void factors(const float* squares, int blocks, float* rho, int n, int np, const Step* step, u32 purpose,
                    const float* columnSquares, int updateBlocks, int hp, float* norms) {
  int p = blockIdx.x * blockDim.x + threadIdx.x;
  double sum = 0.0;
  if (p < np) {
    Step s = *step;
    for (int b = 0; b < blocks; b++) sum += squares[(u64)b * np + p];
    u32 c[4] = {(u32)p, 0, s.step, purpose};
    philox(c, s.key0, s.key1);
    rho[p] = p < n ? (float)(((double)(c[0] >> 8) + 0.5) / 16777216.0 / sqrt(sum)) : 0.0f;
  } else if (p - np < hp) {
    for (int b = 0; b < updateBlocks; b++) sum += columnSquares[(u64)b * hp + p - np];
    norms[p - np] = (float)sum;
  }
}

// ---- The pass that reads W. Blocks: x the tiles, y the columns of W by 128, z the groups of points.
// partial[x][np][hp] of xi W; the first columns' blocks also
// sums[x][5][np]: |xi|^2 and, of the two-body solution's sum S: S, x.grad S, Lap S, and sum_i c_i (x_i + x_{i+1});
// gram[x][z][16 MT][16 MT] of xi xi^T within the group.
// A warp has 32 columns, a quarter of the tile's coordinates and all points. Lane (g = lane / 4, t = lane % 4) loads four
// neighbouring columns at once, which are the same column of four products.
template <int MT>
DEV void forward(const float* w, const float* c, const float* rho, const float* norms, float* partial, float* sums, float* gram,
                 int d, int np, int hp, const Step* step, u32 purpose) {
  const int P = 16 * MT, STRIDE = P + 8, ROWS = TILE / 2 + 1, BUFFER = ROWS * STRIDE, DOTS = (2 * MT * MT + 15) / 16;
  u32* xs = (u32*)dynamicShared;
  Step s = *step;
  int tid = threadIdx.x, lane = tid & 31, warp = tid >> 5, g = lane >> 2, t = lane & 3;
  int wc = warp & 3, wk = warp >> 2, column = blockIdx.y * BLOCK + 32 * wc + 4 * g, group = blockIdx.z;
  bool isFirst = blockIdx.y == 0;
  float acc[MT][4][4], dots[DOTS][4], scale[4];
#pragma unroll
  for (int m = 0; m < MT; m++)
#pragma unroll
    for (int q = 0; q < 4; q++)
#pragma unroll
      for (int e = 0; e < 4; e++) acc[m][q][e] = 0.0f;
#pragma unroll
  for (int k = 0; k < DOTS; k++)
#pragma unroll
    for (int e = 0; e < 4; e++) dots[k][e] = 0.0f;
#pragma unroll
  for (int q = 0; q < 4; q++) scale[q] = toUnit(sqrtf(norms[column + q] / d));
  const int chunk = TILE / 2 * P / THREADS;  // pairs of coordinates of a thread in sums over neighbours
  int point = tid % P, slice = tid / P;
  float factor = rho[group * P + point];
  float square = 0.0f, value = 0.0f, along = 0.0f, laplacian = 0.0f, linear = 0.0f;
  int first, last;
  range(d, &first, &last);
  // Row 0 of a buffer is the pair before the tile, whose second coordinate the sum over neighbours needs.
  if (isFirst && first < last) {
    for (int duo = tid; duo < P / 2; duo += THREADS) {
      Normals before = {0.0f, 0.0f, 0.0f, 0.0f};
      int i = first * TILE - 2;
      if (i >= 0) before = draw((u32)(i >> 1), (u32)(group * P / 2 + duo), purpose, s);
      xs[2 * duo] = pack(before.a0, before.a1);
      xs[2 * duo + 1] = pack(before.b0, before.b1);
    }
  }
  if (first < last) drawByPoints<MT, STRIDE>(xs + STRIDE, first * TILE, d, group, purpose, s);
  for (int tile = first; tile < last; tile++) {
    int base = tile * TILE;
    u32* x = xs + ((tile - first) & 1) * BUFFER;
    u32* next = xs + ((tile - first + 1) & 1) * BUFFER;
    // The weights first: their loads are under way while numbers are made.
    float4 v[4];
#pragma unroll
    for (int k = 0; k < 4; k++) {
      int i = base + wk * 16 + 2 * t + 8 * (k >> 1) + (k & 1);
      if (i < d) v[k] = *(const float4*)(w + (u64)i * hp + column);
      else { v[k].x = 0.0f; v[k].y = 0.0f; v[k].z = 0.0f; v[k].w = 0.0f; }
    }
    __syncthreads();  // this tile is drawn, and nobody reads the one before
    if (tile + 1 < last) drawByPoints<MT, STRIDE>(next + STRIDE, base + TILE, d, group, purpose, s);
    if (isFirst) {
      for (int p = tid; p < P; p += THREADS) next[p] = x[TILE / 2 * STRIDE + p];
      if (c) {
        float x0, sin0, cos0, unused;
        unpack(x[slice * chunk * STRIDE + point], &unused, &x0);
        x0 *= factor;
        sineCosine(x0, &sin0, &cos0);
#pragma unroll
        for (int k = 0; k < chunk; k++) {
          float xi[2];
          unpack(x[(slice * chunk + k + 1) * STRIDE + point], &xi[0], &xi[1]);
#pragma unroll
          for (int e = 0; e < 2; e++) {
            int i = base + 2 * (slice * chunk + k) + e - 1;
            float x1 = factor * xi[e], sin1, cos1, sinT, cosT;
            sineCosine(x1, &sin1, &cos1);
            float weight = i >= 0 && i + 1 < d ? c[i] : 0.0f;
            float q = cos1 + x1 * cos0, tx = 1.0f - x1 * sin0, ty = cos0 - sin1;
            sineCosine(x0 + q, &sinT, &cosT);
            square += xi[e] * xi[e];
            value += weight * sinT;
            along += weight * cosT * (x0 * tx + x1 * ty);
            laplacian -= weight * (sinT * (tx * tx + ty * ty) + q * cosT);
            linear += weight * (x0 + x1);
            x0 = x1;
            sin0 = sin1;
            cos0 = cos1;
          }
        }
      } else {
        for (int k = 0; k < chunk; k++) {
          float xi[2];
          unpack(x[(slice * chunk + k + 1) * STRIDE + point], &xi[0], &xi[1]);
          square += xi[0] * xi[0] + xi[1] * xi[1];
        }
      }
      if (warp < 2 * MT * MT) {
#pragma unroll
        for (int e = 0; e < TILE / 16; e++) {
          const u32* row = x + (1 + 8 * e + t) * STRIDE;
          const u32* later = row + 4 * STRIDE;
          int m = warp % MT * 16 + g;
          u32 a[4] = {row[m], row[m + 8], later[m], later[m + 8]};
#pragma unroll
          for (int k = 0; k < DOTS; k++) {
            int n = (warp + 16 * k) / MT * 8 + g;
            mma(dots[k], a, row[n], later[n]);
          }
        }
      }
    }
    u32 high[4][2], low[4][2];
#pragma unroll
    for (int half = 0; half < 2; half++) {
      split(scale[0] * v[2 * half].x, scale[0] * v[2 * half + 1].x, &high[0][half], &low[0][half]);
      split(scale[1] * v[2 * half].y, scale[1] * v[2 * half + 1].y, &high[1][half], &low[1][half]);
      split(scale[2] * v[2 * half].z, scale[2] * v[2 * half + 1].z, &high[2][half], &low[2][half]);
      split(scale[3] * v[2 * half].w, scale[3] * v[2 * half + 1].w, &high[3][half], &low[3][half]);
    }
    const u32* row = x + (1 + wk * 8 + t) * STRIDE;
    const u32* later = row + 4 * STRIDE;
#pragma unroll
    for (int m = 0; m < MT; m++) {
      u32 a[4] = {row[16 * m + g], row[16 * m + g + 8], later[16 * m + g], later[16 * m + g + 8]};
#pragma unroll
      for (int q = 0; q < 4; q++) {
        mma(acc[m][q], a, high[q][0], high[q][1]);
        mma(acc[m][q], a, low[q][0], low[q][1]);
      }
    }
  }
  // The quarters of the coordinates add in their order. Entry e of a product q: point 16 m + g + 8 (e / 2), column
  // 32 wc + 8 t + 4 (e % 2) + q.
  float* red = dynamicShared;
  float back[4][2];
#pragma unroll
  for (int q = 0; q < 4; q++)
#pragma unroll
    for (int e = 0; e < 2; e++) back[q][e] = 1.0f / toUnit(sqrtf(norms[blockIdx.y * BLOCK + 32 * wc + 8 * t + 4 * e + q] / d));
  for (int k = 0; k < 4; k++) {
    __syncthreads();
    if (wk == k)
#pragma unroll
      for (int m = 0; m < MT; m++)
#pragma unroll
        for (int q = 0; q < 4; q++)
#pragma unroll
          for (int e = 0; e < 4; e++) {
            int o = (16 * m + g + 8 * (e >> 1)) * BLOCK + 32 * wc + 8 * t + 4 * (e & 1) + q;
            float y = acc[m][q][e] * back[q][e & 1];
            red[o] = k == 0 ? y : red[o] + y;
          }
  }
  __syncthreads();
  for (int o = tid; o < P * BLOCK; o += THREADS)
    partial[((u64)blockIdx.x * np + group * P + o / BLOCK) * hp + blockIdx.y * BLOCK + o % BLOCK] = red[o];
  if (!isFirst) return;
  if (warp < 2 * MT * MT)
    for (int k = 0; k < DOTS; k++)
      for (int e = 0; e < 4; e++)
        gram[(((u64)blockIdx.x * gridDim.z + group) * P + warp % MT * 16 + g + 8 * (e >> 1)) * P + (warp + 16 * k) / MT * 8 +
             2 * t + (e & 1)] = dots[k][e];
  float all[5] = {square, value, along, laplacian, linear};
  for (int k = 0; k < 5; k++) {
    __syncthreads();
    red[tid] = all[k];
    __syncthreads();
    if (tid < P) {
      float sum = 0.0f;
      for (int e = 0; e < THREADS / P; e++) sum += red[e * P + tid];
      sums[((u64)blockIdx.x * 5 + k) * np + group * P + tid] = sum;
    }
  }
}

#define FORWARD(MT)                                                                                                        \
  KERNEL void BOUNDS(THREADS, 1) forward##MT(const float* w, const float* c, const float* rho, float* partial, float* sums, \
                                             float* gram, int d, int np, int hp, const Step* step, u32 purpose, \
                                             const float* norms) {                                                          \
    forward<MT>(w, c, rho, norms, partial, sums, gram, d, np, hp, step, purpose);                                           \
  }
FORWARD(1)
FORWARD(2)
FORWARD(4)

// xi xi'^T between different groups of 64: y is the pair (a, b), a < b. pairs[x][y][64][64]
KERNEL void BOUNDS(THREADS, 1) crossGram(float* pairs, int d, const Step* step, u32 purpose) {
  const int P = 64, STRIDE = P + 8;
  u32* xs = (u32*)dynamicShared;
  u32* ys = xs + TILE / 2 * STRIDE;
  Step s = *step;
  int lane = threadIdx.x & 31, warp = threadIdx.x >> 5, g = lane >> 2, t = lane & 3;
  int b = 1, a = blockIdx.y;
  while (a >= b) a -= b++;
  float dots[2][4] = {{0.0f, 0.0f, 0.0f, 0.0f}, {0.0f, 0.0f, 0.0f, 0.0f}};
  int first, last;
  range(d, &first, &last);
  for (int tile = first; tile < last; tile++) {
    __syncthreads();
    drawByPoints<4, STRIDE>(xs, tile * TILE, d, a, purpose, s);
    drawByPoints<4, STRIDE>(ys, tile * TILE, d, b, purpose, s);
    __syncthreads();
#pragma unroll
    for (int e = 0; e < TILE / 16; e++) {
      int row = (8 * e + t) * STRIDE, later = row + 4 * STRIDE, m = warp % 4 * 16 + g;
      u32 f[4] = {xs[row + m], xs[row + m + 8], xs[later + m], xs[later + m + 8]};
#pragma unroll
      for (int k = 0; k < 2; k++) {
        int n = (warp + 16 * k) / 4 * 8 + g;
        mma(dots[k], f, ys[row + n], ys[later + n]);
      }
    }
  }
  for (int k = 0; k < 2; k++)
    for (int e = 0; e < 4; e++)
      pairs[(((u64)blockIdx.x * gridDim.y + blockIdx.y) * P + warp % 4 * 16 + g + 8 * (e >> 1)) * P + (warp + 16 * k) / 4 * 8 +
            2 * t + (e & 1)] = dots[k][e];
}

// Sums over blocks, in double. images[np][hp] = x W; dots[np][np] = x x^T; sums5[5][np].
KERNEL void reduce(const float* partial, const float* sums, const float* gram, const float* pairs, const float* rho,
                   int blocks, int crossBlocks, int groups, int np, int hp, float* images, float* dots, float* sums5) {
  int P = np / groups;
  u64 all = (u64)np * hp + (u64)np * np + 5 * np;
  for (u64 o = blockIdx.x * (u64)blockDim.x + threadIdx.x; o < all; o += (u64)gridDim.x * blockDim.x) {
    double s = 0.0;
    u64 k = o;
    if (k < (u64)np * hp) {
      for (int b = 0; b < blocks; b++) s += partial[(u64)b * np * hp + k];
      images[k] = (float)(s * rho[k / hp]);
      continue;
    }
    k -= (u64)np * hp;
    if (k < (u64)np * np) {
      int i = (int)(k / np), j = (int)(k % np), a = i / P, b = j / P;
      if (a == b) {
        for (int e = 0; e < blocks; e++) s += gram[(((u64)e * groups + a) * P + i % P) * P + j % P];
      } else {
        int low = a < b ? a : b, high = a < b ? b : a, row = (a < b ? i : j) % P, col = (a < b ? j : i) % P;
        int pair = high * (high - 1) / 2 + low, count = groups * (groups - 1) / 2;
        for (int e = 0; e < crossBlocks; e++) s += pairs[(((u64)e * count + pair) * P + row) * P + col];
      }
      dots[k] = (float)(s * rho[i] * rho[j]);
      continue;
    }
    k -= (u64)np * np;
    for (int b = 0; b < blocks; b++) s += sums[(u64)b * 5 * np + k];
    sums5[k] = (float)s;
  }
}

DEV float blockSum(float x, float* red) {  // 256 threads; all get it
  int t = threadIdx.x;
  __syncthreads();
  red[t] = x;
  for (int k = 128; k > 0; k >>= 1) {
    __syncthreads();
    if (t < k) red[t] += red[t + k];
  }
  __syncthreads();
  return red[0];
}

DEV void activation(int kind, float z, float* s) {  // s, s', s'', s'''
  if (kind == TANH) {
    float y = tanhf(z), d1 = 1.0f - y * y;
    s[0] = y;
    s[1] = d1;
    s[2] = -2.0f * y * d1;
    s[3] = d1 * (6.0f * y * y - 2.0f);
  } else {
    float y, d1;
    sincosf(z, &y, &d1);
    s[0] = y;
    s[1] = d1;
    s[2] = -y;
    s[3] = -d1;
  }
}

// The trial function and the residual of a point, from the network's sums. out: u, u*, residual, d residual / d N
DEV void residual(float N, float L, float D, float phi, const float* sums5, int np, int p, int d, int equation, float* out) {
  float u = phi * N;
  float S = sums5[np + p], along = sums5[2 * np + p], lap = sums5[3 * np + p];
  float exact = phi * S, source = phi * lap - 4.0f * along - 2.0f * d * S, f = 0.0f, slope = 0.0f;
  if (equation == ALLEN_CAHN) {
    f = u - u * u * u;
    slope = 1.0f - 3.0f * u * u;
    source += exact - exact * exact * exact;
  } else if (equation == SINE_GORDON) {
    f = sinf(u);
    slope = cosf(u);
    source += sinf(exact);
  }
  out[0] = u;
  out[1] = exact;
  out[2] = phi * L - 4.0f * D - 2.0f * d * N + f - source;
  out[3] = -2.0f * d + slope * phi;
}

// One block of 256 threads a point: the residual, and the row of its derivatives in factors,
//   dr/da_j = O_j, dr/dc = k0, dr/db_j = delta_j, dr/dw_j = x beta_j + w_j e_j.
// all: [5][np][hp] of O, delta, beta, e and cross_j = beta_j (x.w_j) + e_j |w_j|^2 / 2; zero beyond n and h. W contains the
// factor `scale` of the input, and steps are those of W / scale: so the last three are times scale.
// points: [3][np] of the residual, k0 and the diagonal of the kernel.
KERNEL void BOUNDS(256, 2) rows(const float* images, const float* dots, const float* sums5, const float* norms, const float* rho,
                                const float* a, const float* b, const float* c, int d, int n, int np, int h, int hp,
                                int kind, int equation, float scale, float* all, float* points) {
  SHARED float red[256];
  int p = blockIdx.x;
  u64 plane = (u64)np * hp, at = (u64)p * hp;
  if (p >= n) {
    for (int j = threadIdx.x; j < hp; j += 256)
      for (int k = 0; k < 5; k++) all[k * plane + at + j] = 0.0f;
    if (threadIdx.x < 3) points[threadIdx.x * np + p] = 0.0f;
    return;
  }
  float N = 0.0f, L = 0.0f, D = 0.0f, s[4];
  for (int j = threadIdx.x; j < h; j += 256) {
    float image = images[at + j];
    activation(kind, image + b[j], s);
    N += a[j] * s[0];
    L += a[j] * s[2] * norms[j];
    D += a[j] * s[1] * image;
  }
  N = blockSum(N, red) + c[0];
  L = blockSum(L, red);
  D = blockSum(D, red);
  float phi = 1.0f - rho[p] * rho[p] * sums5[p], out[4];
  residual(N, L, D, phi, sums5, np, p, d, equation, out);
  float k0 = out[3], bb = 0.0f, other = 0.0f;
  for (int j = threadIdx.x; j < hp; j += 256) {
    float O = 0.0f, delta = 0.0f, beta = 0.0f, e = 0.0f, cross = 0.0f;
    if (j < h) {
      float image = images[at + j];
      activation(kind, image + b[j], s);
      O = k0 * s[0] + phi * s[2] * norms[j] - 4.0f * s[1] * image;
      delta = a[j] * (k0 * s[1] + phi * s[3] * norms[j] - 4.0f * s[2] * image);
      beta = scale * (delta - 4.0f * a[j] * s[1]);
      e = scale * 2.0f * phi * a[j] * s[2];
      cross = beta * image + 0.5f * e * norms[j];
    }
    all[at + j] = O;
    all[plane + at + j] = delta;
    all[2 * plane + at + j] = beta;
    all[3 * plane + at + j] = e;
    all[4 * plane + at + j] = cross;
    bb += beta * beta;
    other += O * O + delta * delta + 2.0f * cross * e;
  }
  bb = blockSum(bb, red);
  other = blockSum(other, red);
  if (threadIdx.x == 0) {
    points[p] = out[2];
    points[np + p] = k0;
    points[2 * np + p] = dots[(u64)p * np + p] * bb + other + k0 * k0;
  }
}

// K = J J^T / n of the points below the diagonal, [nc, nc], nc a multiple of 32: one block a tile of 32 x 32 of it. Row nc
// is the right side r / n, and the rows after it are zero. Beyond n the diagonal is 1 and all else 0. Threads: 4 quarters
// of the columns by 8 x 8, each 4 x 4 entries.
KERNEL void BOUNDS(256, 2) kernelMatrix(const float* all, const float* points, const float* dots, int n, int np, int hp, int nc,
                                        const Step* step, float* k) {
  SHARED float rowsOf[5][16][SIDE + 4];
  SHARED float columnsOf[5][16][SIDE + 4];
  SHARED float red[3][64][17];
  int tiles = nc / SIDE, tid = threadIdx.x;
  if (blockIdx.x >= (u32)(tiles * (tiles + 1) / 2)) {  // the right side
    for (int o = tid; o < SIDE * nc; o += 256) {
      int i = o / nc, j = o % nc;
      k[(u64)(nc + i) * nc + j] = i == 0 && j < n ? points[j] / n : 0.0f;
    }
    return;
  }
  int ti = 0, tj = blockIdx.x;
  while (tj > ti) tj -= ++ti;
  int part = tid >> 6, tr = (tid & 63) >> 3, tc = tid & 7;
  u64 plane = (u64)np * hp;
  float beta[4][4], other[4][4];
  for (int r = 0; r < 4; r++)
    for (int q = 0; q < 4; q++) beta[r][q] = other[r][q] = 0.0f;
  for (int j0 = 0; j0 < hp; j0 += 16) {
    __syncthreads();
    for (int o = tid; o < 5 * SIDE * 16; o += 256) {
      int array = o / (SIDE * 16), r = o / 16 % SIDE, j = o % 16, i = ti * SIDE + r, e = tj * SIDE + r;
      rowsOf[array][j][r] = i < np ? all[array * plane + (u64)i * hp + j0 + j] : 0.0f;
      columnsOf[array][j][r] = e < np ? all[array * plane + (u64)e * hp + j0 + j] : 0.0f;
    }
    __syncthreads();
#pragma unroll
    for (int j = 4 * part; j < 4 * part + 4; j++) {
      float x[5][4], y[5][4];
#pragma unroll
      for (int array = 0; array < 5; array++)
#pragma unroll
        for (int r = 0; r < 4; r++) {
          x[array][r] = rowsOf[array][j][4 * tr + r];
          y[array][r] = columnsOf[array][j][4 * tc + r];
        }
#pragma unroll
      for (int r = 0; r < 4; r++)
#pragma unroll
        for (int q = 0; q < 4; q++) {
          other[r][q] += x[0][r] * y[0][q] + x[1][r] * y[1][q] + x[4][r] * y[3][q] + x[3][r] * y[4][q];
          beta[r][q] += x[2][r] * y[2][q];
        }
    }
  }
  int cell = tid & 63;
  for (int half = 0; half < 2; half++) {  // the quarters add in their order
    __syncthreads();
    if (part > 0)
      for (int o = 0; o < 16; o++) red[part - 1][cell][o] = half ? beta[o / 4][o % 4] : other[o / 4][o % 4];
    __syncthreads();
    if (part == 0)
      for (int o = 0; o < 16; o++) {
        float sum = red[0][cell][o] + red[1][cell][o] + red[2][cell][o];
        if (half) beta[o / 4][o % 4] += sum;
        else other[o / 4][o % 4] += sum;
      }
  }
  if (part > 0) return;
  float damping = step->damping, mean = 0.0f;
  if (ti == tj) {
    for (int i = 0; i < n; i++) mean += points[2 * np + i];
    mean /= (float)n * n;
  }
  for (int r = 0; r < 4; r++)
    for (int q = 0; q < 4; q++) {
      int i = ti * SIDE + 4 * tr + r, j = tj * SIDE + 4 * tc + q;
      float value = i == j ? 1.0f : 0.0f;
      if (i < n && j < n) {
        value = (dots[(u64)i * np + j] * beta[r][q] + other[r][q] + points[np + i] * points[np + j]) / n;
        if (i == j) value += damping * mean;
      }
      k[(u64)i * nc + j] = value;
    }
}

// Cholesky's factor of k, in place below the diagonal, a panel of 32 columns a launch, by what stands left of it; the
// right side is one more row and so is solved for on the way. The tiles on the diagonal go to roots[tile][32][32], since
// other blocks still read what stands there. flag: nonzero if a pivot is not positive.
KERNEL void BOUNDS(256, 2) factor(float* k, int nc, int panel, float* roots, int* flag) {
  SHARED float left[SIDE][SIDE + 4];   // [column][row]
  SHARED float top[SIDE][SIDE + 4];
  SHARED float diagonal[SIDE][SIDE + 4];
  SHARED float below[SIDE][SIDE + 1];
  int tid = threadIdx.x, row = tid >> 3, col = (tid & 7) * 4, i = panel + blockIdx.x;
  const float* ownRow = k + (u64)(i * SIDE + row) * nc + col;
  const float* topRow = k + (u64)(panel * SIDE + row) * nc + col;
  float own[4], head[4], nextLeft[4], nextTop[4];
#pragma unroll
  for (int q = 0; q < 4; q++) {
    own[q] = ownRow[panel * SIDE + q];
    head[q] = topRow[panel * SIDE + q];
    nextLeft[q] = panel > 0 ? ownRow[q] : 0.0f;
    nextTop[q] = panel > 0 ? topRow[q] : 0.0f;
  }
  for (int m = 0; m < panel; m++) {
    __syncthreads();
#pragma unroll
    for (int q = 0; q < 4; q++) {
      left[col + q][row] = nextLeft[q];
      top[col + q][row] = nextTop[q];
    }
    __syncthreads();
    if (m + 1 < panel)
#pragma unroll
      for (int q = 0; q < 4; q++) {
        nextLeft[q] = ownRow[(m + 1) * SIDE + q];
        nextTop[q] = topRow[(m + 1) * SIDE + q];
      }
#pragma unroll 8
    for (int e = 0; e < SIDE; e++) {
      float4 y = *(const float4*)&top[e][col];
      float x = left[e][row], z = top[e][row];
      own[0] -= x * y.x; own[1] -= x * y.y; own[2] -= x * y.z; own[3] -= x * y.w;
      head[0] -= z * y.x; head[1] -= z * y.y; head[2] -= z * y.z; head[3] -= z * y.w;
    }
  }
#pragma unroll
  for (int q = 0; q < 4; q++) {
    below[row][col + q] = own[q];
    diagonal[row][col + q] = head[q];
  }
  __syncthreads();
  if (tid < SIDE) {  // one warp, a row a lane; what stands above the diagonal is never read
    float r[SIDE];
    bool isBad = false;
#pragma unroll
    for (int e = 0; e < SIDE; e++) r[e] = diagonal[tid][e];
#pragma unroll
    for (int j = 0; j < SIDE; j++) {
      float pivot = fromLane(r[j], j);
      isBad = isBad || !(pivot > 0.0f);
      float inverse = rsqrtf(pivot > 0.0f ? pivot : 1.0f);
      r[j] *= inverse;  // the pivot's own becomes its root
#pragma unroll
      for (int e = j + 1; e < SIDE; e++) r[e] -= r[j] * fromLane(r[j], e);
    }
    if (isBad && tid == 0 && i == panel) *flag = 1;
#pragma unroll
    for (int e = 0; e < SIDE; e++) diagonal[tid][e] = e <= tid ? r[e] : 0.0f;
  }
  __syncthreads();
  if (i == panel) {
#pragma unroll
    for (int q = 0; q < 4; q++) roots[(panel * SIDE + row) * SIDE + col + q] = diagonal[row][col + q];
    return;
  }
  if (tid < SIDE) {  // x L^T = c, a row a lane
    float x[SIDE];
#pragma unroll
    for (int j = 0; j < SIDE; j++) {
      float sum = below[tid][j];
#pragma unroll
      for (int e = 0; e < j; e++) sum -= x[e] * diagonal[j][e];
      x[j] = sum / diagonal[j][j];
    }
#pragma unroll
    for (int j = 0; j < SIDE; j++) below[tid][j] = x[j];
  }
  __syncthreads();
#pragma unroll
  for (int q = 0; q < 4; q++) k[(u64)(i * SIDE + row) * nc + panel * SIDE + col + q] = below[row][col + q];
}

// alpha of L^T alpha = y, y the row nc of k; all zero where the factor failed. One block of 512 threads.
KERNEL void BOUNDS(512, 1) backward(const float* k, const float* roots, int nc, const int* flag, float* alpha) {
  float* y = dynamicShared;
  int tid = threadIdx.x;
  for (int i = tid; i < nc; i += 512) y[i] = k[(u64)nc * nc + i];
  for (int base = nc - SIDE; base >= 0; base -= SIDE) {
    float r[SIDE];
    if (tid < SIDE)
#pragma unroll
      for (int j = 0; j < SIDE; j++) r[j] = roots[(base + j) * SIDE + tid];
    __syncthreads();
    if (tid < SIDE) {  // one warp, a column a lane
      float own = y[base + tid];
#pragma unroll
      for (int j = SIDE - 1; j >= 0; j--) {
        float found = fromLane(own, j) / fromLane(r[j], j);
        if (tid == j) own = found;
        if (tid < j) own -= r[j] * found;
      }
      y[base + tid] = own;
    }
    __syncthreads();
    for (int i = tid; i < base; i += 512) {
      float s = y[i];
#pragma unroll 8
      for (int j = 0; j < SIDE; j++) s -= k[(u64)(base + j) * nc + i] * y[base + j];
      y[i] = s;
    }
  }
  __syncthreads();
  for (int i = tid; i < nc; i += 512) alpha[i] = *flag ? 0.0f : y[i];
}

// The small parameters, and what the pass over W needs: shrink_j = rate scale sum_p alpha_p e_pj,
// t[np][hp] = rate scale alpha_p rho_p beta_pj, and the largest |t_pj| of a column. A block has 32 columns.
KERNEL void BOUNDS(256, 2) smallUpdate(const float* all, const float* points, const float* alpha, const float* rho, int n, int np,
                                       int hp, float scale, const Step* step, float* a, float* b, float* c, float* shrink, float* t,
                                       float* largest, float* loss) {
  SHARED float red[4][8][SIDE];
  SHARED float sums[256];
  int lane = threadIdx.x & 31, slice = threadIdx.x >> 5, j = blockIdx.x * SIDE + lane;
  u64 plane = (u64)np * hp;
  float rate = step->rate, da = 0.0f, db = 0.0f, m = 0.0f, most = 0.0f;
  for (int p = slice; p < np; p += 8) {
    float f = p < n ? rate * alpha[p] : 0.0f;
    u64 at = (u64)p * hp + j;
    da += f * all[at];
    db += f * all[plane + at];
    m += f * all[3 * plane + at];
    float each = f * scale * rho[p] * all[2 * plane + at];
    t[at] = each;
    most = fmaxf(most, fabsf(each));
  }
  red[0][slice][lane] = da;
  red[1][slice][lane] = db;
  red[2][slice][lane] = m;
  red[3][slice][lane] = most;
  __syncthreads();
  if (slice == 0) {
    for (int k = 1; k < 8; k++) {
      da += red[0][k][lane];
      db += red[1][k][lane];
      m += red[2][k][lane];
      most = fmaxf(most, red[3][k][lane]);
    }
    largest[j] = most;
    a[j] -= da;
    b[j] -= db;
    shrink[j] = scale * m;
  }
  if (blockIdx.x == 0) {
    float dc = 0.0f, squares = 0.0f;
    for (int p = threadIdx.x; p < n; p += 256) {
      dc += rate * alpha[p] * points[np + p];
      squares += points[p] * points[p] / n;
    }
    dc = blockSum(dc, sums);
    squares = blockSum(squares, sums);
    if (threadIdx.x == 0) {
      c[0] -= dc;
      loss[0] = squares;
    }
  }
}

// ---- The pass that changes W: W_ij <- W_ij (1 - shrink_j) - sum_p xi_pi t_pj, with squares[x][hp] of the new columns.
// Blocks: x the tiles, y the columns by 128. A warp has 16 coordinates by 32 columns; a lane two rows of 8 neighbours.
template <int MT>
DEV void update(float* w, const float* shrink, const float* t, const float* largest, int d, int np, int hp, const Step* step,
                u32 purpose, float* squares) {
  const int P = 16 * MT, STRIDE = P / 2 + 4, WIDE = BLOCK + 8;
  u32* high = (u32*)dynamicShared;      // [P / 2][WIDE], two points in a word
  u32* low = high + P / 2 * WIDE;
  u32* buffers = low + P / 2 * WIDE;    // 2 x [TILE][STRIDE]
  Step s = *step;
  int tid = threadIdx.x, lane = tid & 31, warp = tid >> 5, g = lane >> 2, l = lane & 3;
  int wc = warp & 3, wm = warp >> 2, column = blockIdx.y * BLOCK + 32 * wc + 8 * l, groups = np / P;
  float keep[8], back[8], norm[8];
#pragma unroll
  for (int k = 0; k < 8; k++) {
    keep[k] = 1.0f - shrink[column + k];
    back[k] = 1.0f / toUnit(largest[column + k]);
    norm[k] = 0.0f;
  }
  int first, last;
  range(d, &first, &last);
  int work = (last - first) * groups;
  if (work > 0) drawByCoordinates<MT, STRIDE>(buffers, first * TILE, d, 0, purpose, s);
  float acc[4][4];
  float4 v[4];
  for (int k = 0; k < work; k++) {
    int tile = first + k / groups, group = k % groups, row = tile * TILE + 16 * wm + g;
    const u32* x = buffers + (k & 1) * TILE * STRIDE;
    if (group == 0) {
#pragma unroll
      for (int e = 0; e < 4; e++) {
        int i = row + 8 * (e >> 1);
        if (i < d) v[e] = *(const float4*)(w + (u64)i * hp + column + 4 * (e & 1));
        else { v[e].x = 0.0f; v[e].y = 0.0f; v[e].z = 0.0f; v[e].w = 0.0f; }
      }
#pragma unroll
      for (int q = 0; q < 4; q++)
#pragma unroll
        for (int e = 0; e < 4; e++) acc[q][e] = 0.0f;
    }
    __syncthreads();  // drawn, and nobody reads the one before
    if (k == 0 || groups > 1) {
      for (int o = tid; o < P / 2 * BLOCK; o += THREADS) {
        int duo = o / BLOCK, j = o % BLOCK;
        const float* from = t + (u64)(group * P + 2 * duo) * hp + blockIdx.y * BLOCK + j;
        float scale = toUnit(largest[blockIdx.y * BLOCK + j]);
        split(scale * from[0], scale * from[hp], high + duo * WIDE + j, low + duo * WIDE + j);
      }
      __syncthreads();
    }
    if (k + 1 < work)
      drawByCoordinates<MT, STRIDE>(buffers + ((k + 1) & 1) * TILE * STRIDE, (first + (k + 1) / groups) * TILE, d,
                                    (k + 1) % groups, purpose, s);
#pragma unroll
    for (int e = 0; e < MT; e++) {
      const u32* from = x + (16 * wm + g) * STRIDE + 8 * e + l;
      u32 f[4] = {from[0], from[8 * STRIDE], from[4], from[8 * STRIDE + 4]};
      int o = (8 * e + l) * WIDE + 32 * wc + 4 * g;
#pragma unroll
      for (int part = 0; part < 2; part++) {
        const u32* b = part ? low : high;
        Words b0 = *(const Words*)(b + o), b1 = *(const Words*)(b + o + 4 * WIDE);
        mma(acc[0], f, b0.x, b1.x);
        mma(acc[1], f, b0.y, b1.y);
        mma(acc[2], f, b0.z, b1.z);
        mma(acc[3], f, b0.w, b1.w);
      }
    }
    if (group == groups - 1) {
#pragma unroll
      for (int e = 0; e < 4; e++) {  // row g or g + 8, the first or the second four of eight columns
        int i = row + 8 * (e >> 1), h = 4 * (e & 1);
        if (i < d) {
          float4 y = v[e];
          y.x = y.x * keep[h] - acc[0][e] * back[h];
          y.y = y.y * keep[h + 1] - acc[1][e] * back[h + 1];
          y.z = y.z * keep[h + 2] - acc[2][e] * back[h + 2];
          y.w = y.w * keep[h + 3] - acc[3][e] * back[h + 3];
          *(float4*)(w + (u64)i * hp + column + h) = y;
          norm[h] += y.x * y.x;
          norm[h + 1] += y.y * y.y;
          norm[h + 2] += y.z * y.z;
          norm[h + 3] += y.w * y.w;
        }
      }
    }
  }
  __syncthreads();
  float* red = dynamicShared;
  for (int k = 0; k < 8; k++) red[(wm * 8 + g) * BLOCK + 32 * wc + 8 * l + k] = norm[k];
  __syncthreads();
  if (tid < BLOCK) {
    float sum = 0.0f;
    for (int k = 0; k < 32; k++) sum += red[k * BLOCK + tid];
    squares[(u64)blockIdx.x * hp + blockIdx.y * BLOCK + tid] = sum;
  }
}

#define UPDATE(MT)                                                                                                         \
  KERNEL void BOUNDS(THREADS, 1) update##MT(float* w, const float* shrink, const float* t, int d, int np, int hp,          \
                                            const Step* step, u32 purpose, float* squares, const float* largest) {         \
    update<MT>(w, shrink, t, largest, d, np, hp, step, purpose, squares);                                                  \
  }
UPDATE(1)
UPDATE(2)
UPDATE(4)

// ---- Scores. values[4][np]: u, u*, 1 - |x|^2, sum_i c_i (x_i + x_{i+1}). One block of 256 threads a point.
KERNEL void score(const float* images, const float* sums5, const float* rho, const float* a, const float* b, const float* c,
                  int n, int np, int h, int hp, int kind, float* values) {
  SHARED float red[256];
  int p = blockIdx.x;
  float N = 0.0f, s[4];
  if (p < n)
    for (int j = threadIdx.x; j < h; j += 256) {
      activation(kind, images[(u64)p * hp + j] + b[j], s);
      N += a[j] * s[0];
    }
  N = blockSum(N, red) + c[0];
  if (threadIdx.x == 0 && p < n) {
    float phi = 1.0f - rho[p] * rho[p] * sums5[p];
    values[p] = phi * N;
    values[np + p] = phi * sums5[np + p];
    values[2 * np + p] = phi;
    values[3 * np + p] = sums5[4 * np + p];
  }
}

// ---- Products of matrices with a long side, row-major, each with a stride of its own: what WideLayer and PointBatch ask
// for. Square tiles of a product, 4 x 4 numbers a thread of 256; sums along the long side by blocks, added in their order.

#define SQUARE 64
#define CHUNK 16       // rows, or factors of a sum, that a block holds at a time
#define SQUARE_THREADS 256

// Chunks first .. last - 1 of this block.
DEV void chunks(int rows, int* first, int* last) {
  int all = (rows + CHUNK - 1) / CHUNK;
  *first = (int)((u64)all * blockIdx.x / gridDim.x);
  *last = (int)((u64)all * (blockIdx.x + 1) / gridDim.x);
}

// This thread's numbers of a chunk of rows and a square of columns, zero beyond both.
DEV void load(float* into, const float* from, int stride, int row, int rows, int column, int columns) {
#pragma unroll
  for (int e = 0; e < 4; e++) {
    int o = threadIdx.x + SQUARE_THREADS * e, i = row + o / SQUARE, j = column + o % SQUARE;
    into[e] = i < rows && j < columns ? from[(u64)i * stride + j] : 0.0f;
  }
}

DEV void store(float* square, const float* from) {
#pragma unroll
  for (int e = 0; e < 4; e++) square[threadIdx.x + SQUARE_THREADS * e] = from[e];
}

// sums += a column of as times a row of bs, for a chunk; as has rows of `stride` numbers.
template <class Sum>
DEV void multiply(Sum sums[4][4], const float* as, int stride, const float* bs) {
  int i = threadIdx.x / 16 * 4, j = threadIdx.x % 16 * 4;
#pragma unroll
  for (int r = 0; r < CHUNK; r++) {
    float4 a = *(const float4*)(as + r * stride + i), b = *(const float4*)(bs + r * SQUARE + j);
    Sum x[4] = {a.x, a.y, a.z, a.w}, y[4] = {b.x, b.y, b.z, b.w};
#pragma unroll
    for (int k = 0; k < 4; k++)
#pragma unroll
      for (int l = 0; l < 4; l++) sums[k][l] += x[k] * y[l];
  }
}

// partial[x][m][k] of A^T B, A [rows, m], B [rows, k]. Blocks: x the rows, y and z the squares of the product. Each chunk has
// a sum of its own, so that a sum in float over many rows does not lose more than one over a few.
template <class Sum>
DEV void inner(const float* a, int aStride, int m, const float* b, int bStride, int k, int rows, Sum* partial) {
  SHARED float as[CHUNK * SQUARE];
  SHARED float bs[CHUNK * SQUARE];
  int i = blockIdx.y * SQUARE, j = blockIdx.z * SQUARE, first, last;
  chunks(rows, &first, &last);
  Sum total[4][4] = {};
  float x[4], y[4];
  load(x, a, aStride, first * CHUNK, rows, i, m);
  load(y, b, bStride, first * CHUNK, rows, j, k);
  for (int chunk = first; chunk < last; chunk++) {
    __syncthreads();
    store(as, x);
    store(bs, y);
    __syncthreads();
    if (chunk + 1 < last) {  // under way while this one is multiplied
      load(x, a, aStride, (chunk + 1) * CHUNK, rows, i, m);
      load(y, b, bStride, (chunk + 1) * CHUNK, rows, j, k);
    }
    Sum sums[4][4] = {};
    multiply(sums, as, SQUARE, bs);
#pragma unroll
    for (int p = 0; p < 4; p++)
#pragma unroll
      for (int q = 0; q < 4; q++) total[p][q] += sums[p][q];
  }
  i += threadIdx.x / 16 * 4;
  j += threadIdx.x % 16 * 4;
  for (int p = 0; p < 4; p++)
    for (int q = 0; q < 4; q++)
      if (i + p < m && j + q < k) partial[((u64)blockIdx.x * m + i + p) * k + j + q] = total[p][q];
}

KERNEL void BOUNDS(SQUARE_THREADS, 2) innerFloat(const float* a, int aStride, int m, const float* b, int bStride, int k,
                                                 int rows, float* partial) {
  inner<float>(a, aStride, m, b, bStride, k, rows, partial);
}

KERNEL void BOUNDS(SQUARE_THREADS, 2) innerDouble(const float* a, int aStride, int m, const float* b, int bStride, int k,
                                                  int rows, double* partial) {
  inner<double>(a, aStride, m, b, bStride, k, rows, partial);
}

// partial[x][columns] of the products of the columns of A and B with their twins. 32 columns a block (y), 8 slices of rows.
KERNEL void BOUNDS(SQUARE_THREADS, 2) columnDots(const float* a, int aStride, const float* b, int bStride, int rows, int columns,
                                                 double* partial) {
  SHARED double red[SQUARE_THREADS];
  int lane = threadIdx.x % 32, slice = threadIdx.x / 32, j = blockIdx.y * 32 + lane;
  int from = (int)((u64)rows * blockIdx.x / gridDim.x), to = (int)((u64)rows * (blockIdx.x + 1) / gridDim.x);
  double sum = 0.0;
  if (j < columns)
    for (int i = from + slice; i < to; i += SQUARE_THREADS / 32)
      sum += (double)a[(u64)i * aStride + j] * (double)b[(u64)i * bStride + j];
  red[threadIdx.x] = sum;
  __syncthreads();
  if (slice == 0 && j < columns) {
    for (int k = 1; k < SQUARE_THREADS / 32; k++) sum += red[32 * k + lane];
    partial[(u64)blockIdx.x * columns + j] = sum;
  }
}

// total[count] += partial[parts][count], part after part.
template <class Sum>
DEV void addUp(const Sum* partial, int parts, int count, double* total) {
  for (int o = blockIdx.x * blockDim.x + threadIdx.x; o < count; o += gridDim.x * blockDim.x) {
    double sum = total[o];
    for (int p = 0; p < parts; p++) sum += partial[(u64)p * count + o];
    total[o] = sum;
  }
}

KERNEL void addUpFloat(const float* partial, int parts, int count, double* total) { addUp(partial, parts, count, total); }

KERNEL void addUpDouble(const double* partial, int parts, int count, double* total) { addUp(partial, parts, count, total); }

// target = target diag(keep) + scale A B, A [rows, depth], B [depth, columns]; without keep, target + scale A B; where it is
// new it holds anything before. Its stride is a multiple of 4, and what it has beyond the columns stays zero.
KERNEL void BOUNDS(SQUARE_THREADS, 2) addProduct(float* target, int stride, int isNew, const float* keep, float scale,
                                                 const float* a, int aStride, const float* b, int bStride, int rows, int depth,
                                                 int columns) {
  const int WIDE = SQUARE + 4;  // fewer threads meet in a bank of the memory that is shared
  SHARED float as[CHUNK * WIDE];
  SHARED float bs[CHUNK * SQUARE];
  int i = blockIdx.x * SQUARE, j = blockIdx.y * SQUARE;
  float sums[4][4] = {};
  for (int p = 0; p < depth; p += CHUNK) {
    float y[4];
    load(y, b, bStride, p, depth, j, columns);
    __syncthreads();
    store(bs, y);
#pragma unroll
    for (int e = 0; e < 4; e++) {
      int o = threadIdx.x + SQUARE_THREADS * e, row = o / CHUNK, factor = o % CHUNK;
      as[factor * WIDE + row] = i + row < rows && p + factor < depth ? a[(u64)(i + row) * aStride + p + factor] : 0.0f;
    }
    __syncthreads();
    multiply(sums, as, WIDE, bs);
  }
  i += threadIdx.x / 16 * 4;
  j += threadIdx.x % 16 * 4;
  if (j >= stride) return;
  float kept[4];
#pragma unroll
  for (int q = 0; q < 4; q++) kept[q] = keep && j + q < columns ? keep[j + q] : 1.0f;
#pragma unroll
  for (int k = 0; k < 4; k++)
    if (i + k < rows) {
      float4* to = (float4*)(target + (u64)(i + k) * stride + j);
      float4 y;
      if (isNew) y.x = y.y = y.z = y.w = 0.0f;
      else y = *to;
      y.x = kept[0] * y.x + scale * sums[k][0];
      y.y = kept[1] * y.y + scale * sums[k][1];
      y.z = kept[2] * y.z + scale * sums[k][2];
      y.w = kept[3] * y.w + scale * sums[k][3];
      *to = y;
    }
}

// xi[i - from][p], of the coordinates from .. to - 1 of all vectors, as `normals` has them.
KERNEL void drawVectors(float* out, int from, int to, int count, const Step* step, u32 purpose) {
  Step s = *step;
  int duos = (count + 1) / 2, begin = from / 2, pairs = (to + 1) / 2 - begin;
  for (u64 o = blockIdx.x * (u64)blockDim.x + threadIdx.x; o < (u64)pairs * duos; o += (u64)gridDim.x * blockDim.x) {
    int k = begin + (int)(o / duos), q = (int)(o % duos);
    Normals v = draw((u32)k, (u32)q, purpose, s);
    unpack(pack(v.a0, v.a1), &v.a0, &v.a1);
    unpack(pack(v.b0, v.b1), &v.b0, &v.b1);
    float* row = out + ((long long)2 * k - from) * count + 2 * q;
    bool isPair = 2 * q + 1 < count;
    if (2 * k >= from) {
      row[0] = v.a0;
      if (isPair) row[1] = v.b0;
    }
    if (2 * k + 1 < to) {
      row[count] = v.a1;
      if (isPair) row[count + 1] = v.b1;
    }
  }
}
