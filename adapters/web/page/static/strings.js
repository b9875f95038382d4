// Every sentence of the page itself, in each language it speaks, and which one is spoken now.

const STRINGS = {
  en: {
    other_language: "中文",
    skip: "Skip to the message box",
    welcome_title: "Edit a video by saying what you want",
    drop_here: "Drop a video here",
    or_pick: "or choose files, up to 500 MB each",
    pick_here: "Choose a video",
    pick_facts: "up to 500 MB each",
    try_sample: "Try it with a sample clip",
    sample_coming: "Making a sample clip…",
    ideas_label: "Things you can ask for",
    newer: "↓ New message",
    and: ", ",
    attach: "Add files",
    send: "Send",
    words_label: "What should happen with your video?",
    words_hint: "Say what you want…",
    drop_anywhere: "Drop to add",
    local: "Your files stay on the computer that runs Cutdesk.",
    banner: "Connection lost. Reconnecting…",
    unreachable: "Cutdesk cannot be reached just now; trying again.",
    queued: "{size} · waiting",
    uploading: "{done} of {size} · {percent}%",
    paused: "{done} of {size} · connection lost, going on by itself",
    finishing: "{size} · checking",
    ready: "{size}",
    too_large: "{name} is larger than {limit}, the most Cutdesk takes.",
    empty: "{name} is empty. Please choose another file.",
    too_many: "One message can carry {n} files at most.",
    remove: "Remove {name}",
    cancel_upload: "Cancel the upload of {name}",
    retry: "Retry",
    interrupted: "The upload of {name} was interrupted. Choose the same file again and it goes on where it stopped.",
    sending: "Sending…",
    sent_later: "Will be sent when the upload is complete",
    not_sent: "Not sent",
    edit_again: "Edit",
    discard: "Discard",
    download: "Download",
    full_film: "Full film",
    valid_until: "works until {until}",
    film_gone: "This file is no longer kept here.",
    film_label: "Film {name}",
    progress: "Progress",
    unread: "New message · Cutdesk",
  },
  zh: {
    other_language: "English",
    skip: "跳到输入框",
    welcome_title: "说一句话，就能剪视频",
    drop_here: "把视频拖到这里",
    or_pick: "或点击选择文件，每个最大 500 MB",
    pick_here: "选择视频",
    pick_facts: "每个最大 500 MB",
    try_sample: "用示例片段试试",
    sample_coming: "正在生成示例片段…",
    ideas_label: "可以这样说",
    newer: "↓ 有新消息",
    and: "，",
    attach: "添加文件",
    send: "发送",
    words_label: "想怎么剪这段视频？",
    words_hint: "说说想怎么剪…",
    drop_anywhere: "松开即可添加",
    local: "文件只保存在运行 Cutdesk 的电脑上。",
    banner: "连接已断开，正在重新连接…",
    unreachable: "暂时连不上 Cutdesk，正在重试。",
    queued: "{size} · 等待上传",
    uploading: "{done} / {size} · {percent}%",
    paused: "{done} / {size} · 连接中断，恢复后自动继续",
    finishing: "{size} · 正在校验",
    ready: "{size}",
    too_large: "{name} 超过 {limit} 的上限，无法接收。",
    empty: "{name} 是空文件，请换一个。",
    too_many: "一条消息最多带 {n} 个文件。",
    remove: "移除 {name}",
    cancel_upload: "取消上传 {name}",
    retry: "重试",
    interrupted: "{name} 的上传中断了。重新选择同一个文件，会从断点继续。",
    sending: "正在发送…",
    sent_later: "上传完成后自动发送",
    not_sent: "没有发出去",
    edit_again: "修改",
    discard: "放弃",
    download: "下载",
    full_film: "完整成片",
    valid_until: "{until} 前有效",
    film_gone: "这个文件已不再保留。",
    film_label: "成片 {name}",
    progress: "进度",
    unread: "新消息 · Cutdesk",
  },
};

const KEPT = "cutdesk.language";
let current = kept() ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");

function kept() {
  const language = localStorage.getItem(KEPT);
  return language in STRINGS ? language : null;
}

export function language() {
  return current;
}

export function locale() {
  if (navigator.language.toLowerCase().startsWith(current)) return navigator.language;
  return current === "zh" ? "zh-CN" : "en";
}

export function toggleLanguage() {
  current = current === "zh" ? "en" : "zh";
  localStorage.setItem(KEPT, current);
}

export function say(key, facts = {}) {
  return STRINGS[current][key].replace(/\{(\w+)\}/g, (_, name) => facts[name]);
}

// Fills every element of the page that names its sentence.
export function sayEverywhere() {
  document.documentElement.lang = locale();
  for (const node of document.querySelectorAll("[data-say]")) node.textContent = say(node.dataset.say);
  for (const node of document.querySelectorAll("[data-label]")) {
    node.ariaLabel = say(node.dataset.label);
    node.title = say(node.dataset.label);
  }
  for (const node of document.querySelectorAll("[data-hint]")) node.placeholder = say(node.dataset.hint);
}

export function size(bytes) {
  if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1e3))} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

export function moment(iso, options) {
  return new Intl.DateTimeFormat(locale(), options).format(new Date(iso));
}
