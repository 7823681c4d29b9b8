//! Puts a [`Disk`] under SQLite. What does not lie in a folder that was handed to [`mount`] goes to the
//! system's own files as before, so that other tests of this process notice nothing.
#![expect(
    unsafe_code,
    reason = "SQLite calls its file system through C functions; there is no other way in between"
)]

use std::collections::HashMap;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, OnceLock};

use libsqlite3_sys as ffi;

use super::disk::{Disk, PowerLost};

pub(super) type Shared = Arc<Mutex<Disk>>;

static DISKS: LazyLock<Mutex<HashMap<PathBuf, Shared>>> = LazyLock::new(Mutex::default);

/// From here on what SQLite opens directly in `folder` lies on `disk`.
pub(super) fn mount(folder: &Path, disk: &Shared) {
    static REGISTERED: OnceLock<()> = OnceLock::new();
    REGISTERED.get_or_init(register);
    let disks = &mut DISKS.lock().unwrap();
    disks.insert(folder.to_owned(), Arc::clone(disk));
}

/// An open file. SQLite allocates it and sees its first member only.
#[repr(C)]
struct Handle {
    base: ffi::sqlite3_file,
    file: *mut OpenFile,
}

struct OpenFile {
    disk: Shared,
    name: String,
}

/// A pointer to what lives as long as the process and is not changed.
struct System(*mut ffi::sqlite3_vfs);
// SAFETY: SQLite's own file system may be called from every thread.
unsafe impl Send for System {}
// SAFETY: as above.
unsafe impl Sync for System {}

static SYSTEM: OnceLock<System> = OnceLock::new();

fn system() -> *mut ffi::sqlite3_vfs {
    SYSTEM.get().expect("registered").0
}

fn register() {
    // SAFETY: the default file system exists on every platform that SQLite is built for; the copy is
    // leaked, so that it lives as long as SQLite may call it.
    unsafe {
        let system = ffi::sqlite3_vfs_find(std::ptr::null());
        assert!(!system.is_null());
        assert!(SYSTEM.set(System(system)).is_ok(), "once");
        let ours = Box::leak(Box::new(*system));
        ours.zName = c"power".as_ptr();
        ours.pNext = std::ptr::null_mut();
        ours.szOsFile = ours.szOsFile.max(size_of::<Handle>() as c_int);
        ours.xOpen = Some(open);
        ours.xDelete = Some(delete);
        ours.xAccess = Some(access);
        assert_eq!(ffi::sqlite3_vfs_register(ours, 1), ffi::SQLITE_OK);
    }
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    // Without shared memory: the store keeps the index of its log to itself.
    iVersion: 1,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(lock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: None,
    xShmLock: None,
    xShmBarrier: None,
    xShmUnmap: None,
    xFetch: None,
    xUnfetch: None,
};

/// The disk on which a file lies, if it is one of ours.
///
/// # Safety
///
/// `name` is null or a text that ends with a zero.
unsafe fn place(name: *const c_char) -> Option<OpenFile> {
    if name.is_null() {
        return None;
    }
    // SAFETY: by this function's own condition.
    let name = unsafe { CStr::from_ptr(name) }.to_str().ok()?;
    let disk = Arc::clone(DISKS.lock().unwrap().get(Path::new(name).parent()?)?);
    let name = name.to_owned();
    Some(OpenFile { disk, name })
}

unsafe extern "C" fn open(
    _vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    handle: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    // SAFETY: SQLite passes null or a text, a handle of the size that was registered, and null or a place
    // for the flags; `system` is its own file system, to which the handle belongs from here on.
    unsafe {
        let Some(file) = place(name) else {
            let open = (*system()).xOpen.expect("every file system opens");
            return open(system(), name, handle, flags, out_flags);
        };
        (*handle).pMethods = std::ptr::null();
        // The store makes the database's file itself; SQLite makes those beside it.
        let settled = flags & ffi::SQLITE_OPEN_MAIN_DB != 0;
        if file.disk().create(&file.name, settled).is_err() {
            return ffi::SQLITE_CANTOPEN;
        }
        if !out_flags.is_null() {
            *out_flags = flags;
        }
        let handle = handle.cast::<Handle>();
        (*handle).file = Box::into_raw(Box::new(file));
        (*handle).base.pMethods = &METHODS;
        ffi::SQLITE_OK
    }
}

unsafe extern "C" fn delete(
    _vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    sync_folder: c_int,
) -> c_int {
    // SAFETY: SQLite passes a text; `system` is its own file system.
    unsafe {
        let Some(file) = place(name) else {
            let delete = (*system()).xDelete.expect("every file system deletes");
            return delete(system(), name, sync_folder);
        };
        let done = file.disk().delete(&file.name, sync_folder != 0);
        code(done, ffi::SQLITE_IOERR_DELETE)
    }
}

unsafe extern "C" fn access(
    _vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite passes a text and a place for the answer; `system` is its own file system.
    unsafe {
        let Some(file) = place(name) else {
            let access = (*system()).xAccess.expect("every file system looks");
            return access(system(), name, flags, out);
        };
        *out = c_int::from(file.disk().exists(&file.name));
        ffi::SQLITE_OK
    }
}

impl OpenFile {
    fn disk(&self) -> MutexGuard<'_, Disk> {
        self.disk.lock().unwrap()
    }

    /// # Safety
    ///
    /// `handle` was opened by [`open`] on one of our disks, and is not closed.
    unsafe fn of<'a>(handle: *mut ffi::sqlite3_file) -> &'a Self {
        // SAFETY: then `open` has put the pointer there, and `close` has not taken it away.
        unsafe { &*(*handle.cast::<Handle>()).file }
    }
}

unsafe extern "C" fn close(handle: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: SQLite closes a file once; the box is the one that `open` made.
    drop(unsafe { Box::from_raw((*handle.cast::<Handle>()).file) });
    ffi::SQLITE_OK
}

unsafe extern "C" fn read(
    handle: *mut ffi::sqlite3_file,
    buffer: *mut c_void,
    length: c_int,
    at: i64,
) -> c_int {
    // SAFETY: SQLite passes an open file and a buffer of this length.
    let (file, buffer) = unsafe {
        let buffer = std::slice::from_raw_parts_mut(buffer.cast::<u8>(), length as usize);
        (OpenFile::of(handle), buffer)
    };
    match file.disk().read(&file.name, at as usize, buffer) {
        Err(PowerLost) => ffi::SQLITE_IOERR_READ,
        Ok(read) if read == buffer.len() => ffi::SQLITE_OK,
        Ok(read) => {
            // SQLite asks for zeros beyond the end.
            buffer[read..].fill(0);
            ffi::SQLITE_IOERR_SHORT_READ
        }
    }
}

unsafe extern "C" fn write(
    handle: *mut ffi::sqlite3_file,
    buffer: *const c_void,
    length: c_int,
    at: i64,
) -> c_int {
    // SAFETY: SQLite passes an open file and a buffer of this length.
    let (file, bytes) = unsafe {
        let bytes = std::slice::from_raw_parts(buffer.cast::<u8>(), length as usize);
        (OpenFile::of(handle), bytes)
    };
    let done = file.disk().write(&file.name, at as usize, bytes);
    code(done, ffi::SQLITE_IOERR_WRITE)
}

unsafe extern "C" fn truncate(handle: *mut ffi::sqlite3_file, length: i64) -> c_int {
    // SAFETY: SQLite passes an open file.
    let file = unsafe { OpenFile::of(handle) };
    let done = file.disk().resize(&file.name, length as usize);
    code(done, ffi::SQLITE_IOERR_TRUNCATE)
}

unsafe extern "C" fn sync(handle: *mut ffi::sqlite3_file, _flags: c_int) -> c_int {
    // SAFETY: SQLite passes an open file.
    let file = unsafe { OpenFile::of(handle) };
    code(file.disk().sync(&file.name), ffi::SQLITE_IOERR_FSYNC)
}

unsafe extern "C" fn file_size(handle: *mut ffi::sqlite3_file, out: *mut i64) -> c_int {
    // SAFETY: SQLite passes an open file and a place for the answer.
    unsafe {
        let file = OpenFile::of(handle);
        *out = file.disk().length(&file.name) as i64;
    }
    ffi::SQLITE_OK
}

/// Nobody else opens these files.
unsafe extern "C" fn lock(_handle: *mut ffi::sqlite3_file, _level: c_int) -> c_int {
    ffi::SQLITE_OK
}

unsafe extern "C" fn check_reserved_lock(
    _handle: *mut ffi::sqlite3_file,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite passes a place for the answer.
    unsafe { *out = 0 };
    ffi::SQLITE_OK
}

unsafe extern "C" fn file_control(
    _handle: *mut ffi::sqlite3_file,
    _operation: c_int,
    _argument: *mut c_void,
) -> c_int {
    ffi::SQLITE_NOTFOUND
}

unsafe extern "C" fn sector_size(_handle: *mut ffi::sqlite3_file) -> c_int {
    4096
}

/// As the system's own file system says of ordinary disks.
unsafe extern "C" fn device_characteristics(_handle: *mut ffi::sqlite3_file) -> c_int {
    ffi::SQLITE_IOCAP_POWERSAFE_OVERWRITE
}

fn code(done: Result<(), PowerLost>, failure: c_int) -> c_int {
    done.map_or(failure, |()| ffi::SQLITE_OK)
}
