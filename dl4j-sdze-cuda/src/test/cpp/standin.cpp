// A stand-in for the CUDA driver on a machine without a GPU, for tests alone: memory is the host's, and a launch runs the
// kernels of kernels.cu compiled by g++, block after block, every thread of a block a fibre that runs from barrier to
// barrier. It shows what the kernels compute, and hides races between the threads of a block and between blocks.
//
//   g++ -O2 -std=c++17 -Wno-unknown-pragmas -shared -fPIC -I <folder of kernels.cu> -o libcuda.so standin.cpp
//
// The environment says what is missing: STANDIN_DEVICES=0, STANDIN_DRIVER=11040, STANDIN_MIB=64, STANDIN_CAPABILITY=75.
#define STANDIN 1
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <ucontext.h>
#include <utility>
#include <vector>

typedef unsigned int u32;
typedef unsigned long long u64;
struct alignas(16) float4 { float x, y, z, w; };
struct Dim { u32 x, y, z; };
static Dim threadIdx, blockIdx, blockDim, gridDim;
alignas(16) static float dynamicShared[64 * 1024];
enum Wait { NOTHING, WARP, ALL };  // for whom a thread waits
static void await(Wait whom);
static inline void __syncthreads() { await(ALL); }
static inline u32 __umulhi(u32 a, u32 b) { return (u32)(((u64)a * b) >> 32); }
static inline void sineCosine(float x, float* s, float* c) {
  *s = sinf(x);
  *c = cosf(x);
}
static inline float bitsToFloat(u32 b) {
  float f;
  memcpy(&f, &b, 4);
  return f;
}
static inline u32 floatToBits(float f) {
  u32 b;
  memcpy(&b, &f, 4);
  return b;
}
// Half precision: 11 bits, or multiples of 2^-24 below 2^-14.
static inline u32 half(float x) {
  u32 sign = floatToBits(x) >> 16 & 0x8000u;
  float y = fabsf(x);
  if (y < 0x1p-14f) return sign | (u32)rintf(y * 0x1p24f);
  int e;
  float m = frexpf(y, &e);  // in [1/2, 1)
  u32 bits = (u32)rintf(m * 2048);
  if (bits == 2048) {
    bits = 1024;
    e++;
  }
  return e > 16 ? sign | 0x7C00u : sign | (u32)(e + 14) << 10 | (bits & 1023);
}
static inline float fromHalf(u32 h) {
  float m = (float)(h & 1023);
  u32 e = h >> 10 & 31;
  float y = e == 0 ? m * 0x1p-24f : e == 31 ? INFINITY : ldexpf(1024 + m, (int)e - 25);
  return h & 0x8000u ? -y : y;
}
static inline u32 pack(float low, float high) { return half(low) | half(high) << 16; }
static inline void unpack(u32 p, float* low, float* high) {
  *low = fromHalf(p & 0xFFFF);
  *high = fromHalf(p >> 16);
}
static inline float logarithm2(float x) { return log2f(x); }
static inline float root(float x) { return sqrtf(x); }
static inline float rsqrtf(float x) { return 1.0f / sqrtf(x); }
static u32 warpA[64][32][4], warpB[64][32][2];
static float warpValue[64][32];
static float fromLane(float x, int lane) {
  warpValue[threadIdx.x >> 5][threadIdx.x & 31] = x;
  await(WARP);
  float y = warpValue[threadIdx.x >> 5][lane];
  await(WARP);
  return y;
}
// m16n8k16: the fragments of PTX's description of mma.
static void mma(float* c, const u32* a, u32 b0, u32 b1) {
  int w = threadIdx.x >> 5, lane = threadIdx.x & 31;
  memcpy(warpA[w][lane], a, 16);
  warpB[w][lane][0] = b0;
  warpB[w][lane][1] = b1;
  await(WARP);
  int g = lane >> 2, t = lane & 3;
  for (int e = 0; e < 4; e++) {
    int row = g + 8 * (e >> 1), col = 2 * t + (e & 1);
    float s = c[e];
    for (int k = 0; k < 16; k++) {
      u32 x = warpA[w][(row & 7) * 4 + (k & 7) / 2][(row >> 3) + 2 * (k >> 3)], y = warpB[w][col * 4 + (k & 7) / 2][k >> 3];
      s += fromHalf(x >> 16 * (k & 1) & 0xFFFF) * fromHalf(y >> 16 * (k & 1) & 0xFFFF);
    }
    c[e] = s;
  }
  await(WARP);
}
#define DEV static inline
#define KERNEL static
#define BOUNDS(t, b)
#define SHARED alignas(16) static
#include "kernels.cu"

static ucontext_t scheduler;
struct Fibre {
  ucontext_t context;
  std::vector<char> stack;
  bool done;
  Wait wait;
};
static std::vector<Fibre*> fibres;
static int current;
static std::function<void()> body;
static void await(Wait whom) {
  fibres[current]->wait = whom;
  swapcontext(&fibres[current]->context, &scheduler);
}
static void enter() {
  body();
  fibres[current]->done = true;
  swapcontext(&fibres[current]->context, &scheduler);
}

// Lets threads from .. to - 1 go on if all that are not done wait for each other.
static bool release(int from, int to, Wait whom) {
  bool isAny = false;
  for (int t = from; t < to; t++)
    if (!fibres[t]->done) {
      if (fibres[t]->wait != whom) return false;
      isAny = true;
    }
  for (int t = from; t < to; t++) fibres[t]->wait = NOTHING;
  return isAny;
}

static void runBlock(int threads) {
  while ((int)fibres.size() < threads) {
    auto* f = new Fibre;
    f->stack.resize(64 * 1024);
    fibres.push_back(f);
  }
  for (int t = 0; t < threads; t++) {
    Fibre* f = fibres[t];
    getcontext(&f->context);
    f->context.uc_stack.ss_sp = f->stack.data();
    f->context.uc_stack.ss_size = f->stack.size();
    f->context.uc_link = &scheduler;
    makecontext(&f->context, enter, 0);
    f->done = false;
    f->wait = NOTHING;
  }
  for (bool goesOn = true; goesOn;) {
    for (current = 0; current < threads; current++)
      if (!fibres[current]->done && fibres[current]->wait == NOTHING) {
        threadIdx = {(u32)current, 0, 0};
        swapcontext(&scheduler, &fibres[current]->context);
      }
    goesOn = release(0, threads, ALL);
    for (int w = 0; w < threads; w += 32) goesOn |= release(w, w + 32 < threads ? w + 32 : threads, WARP);
  }
}

template <class... A>
struct Invoke {
  template <size_t... I>
  static void go(void (*k)(A...), void** p, std::index_sequence<I...>) {
    k(*(A*)p[I]...);
  }
};
struct Kernel {
  const char* name;
  std::function<void(void**)> call;
  size_t arguments;
};
template <class... A>
static Kernel kernel(const char* name, void (*k)(A...)) {
  return {name, [k](void** p) { Invoke<A...>::go(k, p, std::index_sequence_for<A...>{}); }, sizeof...(A)};
}
#define K(n) kernel(#n, n)
static std::vector<Kernel> table = {K(philoxBits), K(normals), K(drawWeights), K(copy), K(radii), K(factors), K(forward1), K(forward2),
                                    K(forward4), K(crossGram), K(reduce), K(rows), K(kernelMatrix), K(factor), K(backward),
                                    K(smallUpdate), K(update1), K(update2), K(update4), K(score), K(innerFloat), K(innerDouble),
                                    K(columnDots), K(addUpFloat), K(addUpDouble), K(addProduct), K(drawVectors)};

static void launch(Kernel& k, Dim grid, int threads, void** p) {
  gridDim = grid;
  blockDim = {(u32)threads, 1, 1};
  body = [&] { k.call(p); };
  for (u32 z = 0; z < grid.z; z++)
    for (u32 y = 0; y < grid.y; y++)
      for (u32 x = 0; x < grid.x; x++) {
        blockIdx = {x, y, z};
        runBlock(threads);
      }
}

static u64 allowed() { return (getenv("STANDIN_MIB") ? strtoull(getenv("STANDIN_MIB"), nullptr, 10) : 4096) << 20; }
static u64 taken;
static std::vector<std::function<void()>>* recorded;  // of the graph that is being recorded

static int run(std::function<void()> what) {
  if (recorded) recorded->push_back(what);
  else what();
  return 0;
}

extern "C" {
int cuInit(u32) { return getenv("STANDIN_DEVICES") ? 100 : 0; }
int cuDriverGetVersion(int* v) {
  *v = getenv("STANDIN_DRIVER") ? atoi(getenv("STANDIN_DRIVER")) : 13000;
  return 0;
}
int cuDeviceGetCount(int* n) {
  *n = 1;
  return 0;
}
int cuDeviceGet(int* d, int) {
  *d = 0;
  return 0;
}
int cuDeviceGetName(char* s, int n, int) {
  snprintf(s, n, "a stand-in on the CPU");
  return 0;
}
int cuDeviceGetAttribute(int* v, int a, int) {
  int capability = getenv("STANDIN_CAPABILITY") ? atoi(getenv("STANDIN_CAPABILITY")) : 90;
  *v = a == 75 ? capability / 10 : a == 76 ? capability % 10 : a == 16 ? 3 : 0;
  return 0;
}
int cuDevicePrimaryCtxRetain(void** c, int) {
  *c = (void*)1;
  return 0;
}
int cuDevicePrimaryCtxRelease_v2(int) { return 0; }
int cuCtxSetCurrent(void*) { return 0; }
int cuCtxSynchronize() { return 0; }
int cuMemGetInfo_v2(size_t* f, size_t* t) {
  *t = allowed();
  *f = *t - taken;
  return 0;
}
// The size stands before the block, and around it what nobody may write over.
static const unsigned char FENCE = 0xAB;
static size_t whole(size_t n) { return (n + 767) / 256 * 256; }
int cuMemAlloc_v2(u64* p, size_t n) {
  if (taken + n > allowed()) return 2;
  char* block = (char*)aligned_alloc(256, whole(n));
  if (!block) return 2;
  memset(block, FENCE, whole(n));
  *(size_t*)block = n;
  taken += n;
  *p = (u64)(block + 256);
  memset((void*)*p, 0xFF, n);  // what is not written is NaN
  return 0;
}
int cuMemFree_v2(u64 p) {
  const unsigned char* block = (const unsigned char*)p - 256;
  size_t n = *(const size_t*)block;
  for (size_t i = sizeof(size_t); i < whole(n); i++)
    if ((i < 256 || i >= 256 + n) && block[i] != FENCE) {
      fprintf(stderr, "the stand-in: something was written beside an array of %zu bytes, at %zd\n", n, (ssize_t)i - 256);
      abort();
    }
  taken -= n;
  free((void*)(p - 256));
  return 0;
}
int cuMemcpyHtoD_v2(u64 to, const void* from, size_t n) {
  memcpy((void*)to, from, n);
  return 0;
}
int cuMemcpyDtoH_v2(void* to, u64 from, size_t n) {
  memcpy(to, (void*)from, n);
  return 0;
}
int cuMemsetD32Async(u64 to, u32 v, size_t n, void*) {
  return run([=] {
    for (size_t i = 0; i < n; i++) ((u32*)to)[i] = v;
  });
}
int cuModuleLoadData(void** m, const void* image) {
  *m = (void*)7;
  return strstr((const char*)image, ".target") ? 0 : 218;
}
int cuModuleUnload(void*) { return 0; }
int cuModuleGetFunction(void** f, void*, const char* name) {
  for (size_t i = 0; i < table.size(); i++)
    if (!strcmp(table[i].name, name)) {
      *f = (void*)(i + 1);
      return 0;
    }
  return 500;
}
int cuFuncSetAttribute(void*, int, int) { return 0; }
int cuStreamCreate(void** s, u32) {
  *s = (void*)9;
  return 0;
}
int cuStreamDestroy_v2(void*) { return 0; }
int cuStreamSynchronize(void*) { return 0; }
int cuStreamBeginCapture_v2(void*, int) {
  recorded = new std::vector<std::function<void()>>;
  return 0;
}
int cuStreamEndCapture(void*, void** graph) {
  *graph = recorded;
  recorded = nullptr;
  return 0;
}
int cuGraphInstantiateWithFlags(void** executable, void* graph, u64) {
  *executable = graph;
  return 0;
}
int cuGraphLaunch(void* executable, void*) {
  for (auto& each : *(std::vector<std::function<void()>>*)executable) each();
  return 0;
}
int cuGraphDestroy(void*) { return 0; }
int cuGraphExecDestroy(void* executable) {
  delete (std::vector<std::function<void()>>*)executable;
  return 0;
}
int cuGetErrorString(int code, const char** text) {
  *text = code == 2 ? "out of memory" : "an error of the stand-in";
  return 0;
}
// Arguments are copied when a launch is queued.
int cuLaunchKernel(void* f, u32 gx, u32 gy, u32 gz, u32 bx, u32, u32, u32, void*, void** p, void**) {
  Kernel* k = &table[(size_t)f - 1];
  std::vector<u64> values(k->arguments);
  for (size_t i = 0; i < values.size(); i++) values[i] = *(u64*)p[i];
  return run([=]() mutable {
    std::vector<void*> pointers(values.size());
    for (size_t i = 0; i < values.size(); i++) pointers[i] = &values[i];
    launch(*k, {gx, gy, gz}, bx, pointers.data());
  });
}
}
