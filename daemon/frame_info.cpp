// The start-up code of a static program (crtbeginT.o) registers its unwind tables with the unwinder, which
// then sorts all of them at the first exception: milliseconds, in a program of this size. The linker has made
// a sorted table
// (--eh-frame-hdr), which the unwinder finds by itself when nothing is registered; so that comes to nothing
// here
// (--wrap).
extern "C" {

void __wrap___register_frame_info(const void*, void*) {}
void* __wrap___deregister_frame_info(const void*) {
  return nullptr;
}
}
